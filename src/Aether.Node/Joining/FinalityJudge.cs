using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Sync;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Joining;

/// <summary>
/// Judges headers behind a node's own final head by the validators of its epoch, and keeps what shows them final.
/// </summary>
/// <remarks>
/// The node's own store is trusted; the next epoch is known once the closing block before it is applied here.
/// <b>Threads</b>: one caller. <b>Cost</b>: proofs of the headers that are not applied yet.
/// </remarks>
internal sealed class FinalityJudge : IFinalityVerifier
{
    private readonly FinalBlocks _blocks;
    private readonly LightClient _client;
    private readonly Func<ulong>? _nowMs;
    private readonly Dictionary<Hash256, FinalityProof> _proofs = [];

    private FinalityJudge(FinalBlocks blocks, TrustedEpoch epoch, Func<ulong>? nowMs)
    {
        _blocks = blocks;
        _nowMs = nowMs;
        _client = new LightClient(epoch, nowMs is null ? null : Limits.LightClient.TrustingPeriodMs);
    }

    /// <summary>What was said last.</summary>
    public LightClientError LastError { get; private set; }

    /// <summary>Starts in the epoch of a store's final head.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="store">The node's own.</param>
    /// <param name="blocks">Checks proposers' signatures.</param>
    /// <param name="nowMs">As in <see cref="EpochTrust.TryCreate"/>.</param>
    /// <param name="judge">The judge, when this returns None.</param>
    public static LightClientError TryCreate(
        Genesis genesis, ChainStore store, FinalBlocks blocks, Func<ulong>? nowMs, out FinalityJudge? judge)
    {
        uint current = new EpochArchive(genesis, store).Current;
        LightClientError error = store.TryGetEpoch(current, out EpochProof? proof)
            ? TrustedEpoch.TryCreate(CheckpointOf(genesis, proof), proof.Transition.Validators, out TrustedEpoch? epoch)
            : TrustedEpoch.TryCreate(genesis, out epoch);
        judge = error == LightClientError.None ? new FinalityJudge(blocks, epoch!, nowMs) : null;
        return error;
    }

    /// <inheritdoc/>
    public FinalityVerdict Check(ReadOnlySpan<SignedHeader> headers, FinalityProof proof)
    {
        Header last = headers[^1].Header;
        uint epoch = _client.Epoch.Checkpoint.Epoch;
        if (last.Epoch > epoch)
        {
            return FinalityVerdict.UnknownEpoch;
        }
        LastError = _client.VerifyHeader(last, proof, _nowMs?.Invoke() ?? ulong.MaxValue, out VerifiedHeader? _);
        if (LastError != LightClientError.None)
        {
            return FinalityVerdict.NotFinal;
        }
        // Certificates do not cover the proposer's signature: peers that ask this node check it again.
        foreach (SignedHeader header in headers)
        {
            if (!_blocks.IsSigned(header))
            {
                return FinalityVerdict.NotFinal;
            }
        }
        Keep(headers, proof);
        return FinalityVerdict.Final;
    }

    /// <summary>What shows a judged header final, once; null when none is short enough.</summary>
    public FinalityProof? TakeProof(Hash256 block)
    {
        _proofs.Remove(block, out FinalityProof? proof);
        return proof;
    }

    /// <summary>A closing block was applied: its epoch ends here.</summary>
    public LightClientError Advance(EpochProof proof) =>
        LastError = _client.Advance(proof, _nowMs?.Invoke() ?? ulong.MaxValue);

    private static EpochCheckpoint CheckpointOf(Genesis genesis, EpochProof proof) => new(
        genesis.Hash,
        genesis.Parameters.EpochSlots,
        proof.Transition.Epoch,
        proof.Closing.View,
        proof.Closing.Hash,
        proof.Closing.TimestampMs,
        EpochCheckpoint.HashOf(proof.Transition.Validators));

    // Each header's own two certificates where it has them, which stand in its children; else the way to the last one.
    private void Keep(ReadOnlySpan<SignedHeader> headers, FinalityProof last)
    {
        if (_proofs.Count > Limits.Sync.MaxWindow + Limits.Sync.MaxBlocks)
        {
            _proofs.Clear();
        }
        List<Header> path = [];
        for (int index = headers.Length - 1; index >= 0; index--)
        {
            Header header = headers[index].Header;
            FinalityProof? own = index + 2 < headers.Length
                ? TwoChain(header, headers[index + 1].Header, headers[index + 2].Header)
                : null;
            if (own is not null)
            {
                _proofs[header.Hash] = own;
            }
            else if (path.Count + last.Path.Length <= Limits.Block.MaxFinalityPath)
            {
                _proofs[header.Hash] = last with { Path = [.. path, .. last.Path] };
            }
            path.Insert(0, header);
        }
    }

    private static FinalityProof? TwoChain(Header header, Header child, Header grandchild)
    {
        bool holds = child.View == header.View + 1
            && child.EpochProof is null
            && child.Justify is { Kind: VoteKind.Prevote } first
            && first.BlockHash == header.Hash
            && grandchild.Justify is { Kind: VoteKind.Prevote } second
            && second.BlockHash == child.Hash;
        return holds ? new FinalityProof([], child.Justify, child, grandchild.Justify) : null;
    }
}
