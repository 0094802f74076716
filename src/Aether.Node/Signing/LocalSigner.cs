using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>
/// Signs with keys in this process's memory: the core of the signer process without a log of its own.
/// </summary>
/// <remarks>
/// The node's safety log is durable before it asks, so its last record is where the watermarks start.
/// <b>Ownership</b>: takes the keys and zeroes them on disposal.
/// </remarks>
internal sealed class LocalSigner : IValidatorSigner, IDisposable
{
    private readonly ValidatorKeys _keys;
    private readonly ProtectedSigner _signer;

    /// <summary>Creates a signer.</summary>
    /// <param name="keys">The secrets.</param>
    /// <param name="genesisHash">The chain; part of every signed byte string.</param>
    /// <param name="kesStartEpoch">Epoch of the KES key's period 0.</param>
    /// <param name="last">The safety log's last record; null for a key that never signed.</param>
    /// <param name="saveEvolved">
    /// Makes an evolved KES key durable before it signs; the key of a past period must not survive a restart.
    /// </param>
    public LocalSigner(
        ValidatorKeys keys,
        Hash256 genesisHash,
        uint kesStartEpoch,
        SafetyRecord? last,
        Action<ValidatorKeys> saveEvolved)
    {
        _keys = keys;
        SignerRecord record = last is null ? SignerRecord.Empty : SignerRecord.From(last);
        SingleKesKey kes = new(keys.Kes, kesStartEpoch, () => saveEvolved(keys));
        _signer = new ProtectedSigner(
            new SignerCore(genesisHash, record), new HotKeys(keys.BlsSecret, keys.VrfSeed, kes), _ => { });
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason) =>
        _signer.TrySign(request, out signature, out reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        _signer.Dispose();
        _keys.Dispose();
    }
}
