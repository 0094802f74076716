using Aether.Consensus.LightClient;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Network.Sync;

namespace Aether.Node.Joining;

/// <summary>Trust that starts at the genesis and moves on by one epoch proof after the other.</summary>
/// <remarks><b>Threads</b>: one caller. <b>Errors</b>: nothing that is shown throws.</remarks>
internal sealed class EpochTrust : ISnapshotVerifier
{
    private readonly Genesis _genesis;
    private readonly LightClient _client;
    private readonly Func<ulong>? _nowMs;
    private readonly List<EpochProof> _proofs = [];

    private EpochTrust(Genesis genesis, TrustedEpoch epoch, Func<ulong>? nowMs)
    {
        _genesis = genesis;
        _nowMs = nowMs;
        _client = new LightClient(epoch, nowMs is null ? null : Limits.LightClient.TrustingPeriodMs);
    }

    /// <inheritdoc/>
    public uint Epoch => _client.Epoch.Checkpoint.Epoch;

    /// <summary>The proofs that led here, from the first epoch after genesis on.</summary>
    public IReadOnlyList<EpochProof> Proofs => _proofs;

    /// <summary>What was said last.</summary>
    public LightClientError LastError { get; private set; }

    /// <summary>Starts at the genesis.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="nowMs">
    /// The time, milliseconds since the Unix epoch; null to believe signatures of any age, which is for chains whose
    /// validators are trusted otherwise: who bought old keys can show any history.
    /// </param>
    /// <param name="trust">The trust, when this returns None.</param>
    public static LightClientError TryCreate(Genesis genesis, Func<ulong>? nowMs, out EpochTrust? trust)
    {
        LightClientError error = TrustedEpoch.TryCreate(genesis, out TrustedEpoch? epoch);
        trust = error == LightClientError.None ? new EpochTrust(genesis, epoch!, nowMs) : null;
        return error;
    }

    /// <summary>Moves one epoch on, or says why not.</summary>
    public LightClientError Advance(EpochProof proof)
    {
        LastError = _client.Advance(proof, Now());
        if (LastError == LightClientError.None)
        {
            _proofs.Add(proof);
        }
        return LastError;
    }

    /// <summary>Judges a header of the epoch.</summary>
    public LightClientError Verify(Header block, FinalityProof finality) =>
        LastError = _client.VerifyHeader(block, finality, Now(), out VerifiedHeader? _);

    /// <summary>True when the proposer of a header of the epoch signed it.</summary>
    public bool IsSigned(SignedHeader block) =>
        block.Header.Proposer < _client.Epoch.Validators.Count
        && CommitteeCrypto.TryCreate(_genesis, _client.Epoch.Validators, out CommitteeCrypto? crypto, out string _)
        && crypto.VerifyHeader(block);

    /// <inheritdoc/>
    public bool TryAdvance(EpochProof proof) => Advance(proof) == LightClientError.None;

    /// <inheritdoc/>
    public bool IsFinal(SignedHeader block, FinalityProof finality) =>
        Verify(block.Header, finality) == LightClientError.None && IsSigned(block);

    /// <inheritdoc/>
    public bool IsChunk(SnapshotManifest manifest, int index, ReadOnlySpan<byte> chunk) =>
        SnapshotCheck.Chunk(manifest.StateRoot, manifest.Parts[index], chunk, out StateItems _) == SnapshotError.None;

    private ulong Now() => _nowMs?.Invoke() ?? ulong.MaxValue;
}
