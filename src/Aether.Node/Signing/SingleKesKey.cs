using Aether.Core;
using Aether.Crypto.Kes;

namespace Aether.Node.Signing;

/// <summary>The one KES key of a key file, written back whenever it evolves.</summary>
internal sealed class SingleKesKey : IKesKeys
{
    private readonly KesSigningKey _key;
    private readonly uint _startEpoch;
    private readonly Action _saveEvolved;

    /// <summary>Creates it; the key stays the caller's.</summary>
    /// <param name="key">The key.</param>
    /// <param name="startEpoch">Epoch of its period 0.</param>
    /// <param name="saveEvolved">Makes the evolved key durable before it signs.</param>
    public SingleKesKey(KesSigningKey key, uint startEpoch, Action saveEvolved)
    {
        _key = key;
        _startEpoch = startEpoch;
        _saveEvolved = saveEvolved;
    }

    /// <inheritdoc/>
    public bool TryPrepare(uint epoch, out string reason)
    {
        reason = $"the KES key cannot sign for epoch {epoch}; certify a new one";
        uint period = epoch - _startEpoch;
        uint periods = Math.Min(Limits.Consensus.MaxKesEvolutions, (uint)_key.PeriodCount);
        if (epoch < _startEpoch || period >= periods || period < _key.Period)
        {
            return false;
        }
        bool evolved = false;
        while (_key.Period < period)
        {
            if (!_key.Evolve())
            {
                return false;
            }
            evolved = true;
        }
        if (evolved)
        {
            _saveEvolved();
        }
        return true;
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[CompactSumKes.SignatureBytes(_key.Depth)];
        _key.Sign(message, signature);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The key belongs to whoever loaded it.
    }
}
