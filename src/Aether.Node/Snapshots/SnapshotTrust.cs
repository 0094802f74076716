using Aether.Consensus.LightClient;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Snapshots;
using Aether.Node.Joining;

namespace Aether.Node.Snapshots;

/// <summary>Checks that the block of a snapshot is final on a chain whose genesis is trusted.</summary>
/// <remarks>One epoch proof after the other from genesis, then the block in its epoch.</remarks>
/// <param name="genesis">The chain.</param>
/// <param name="nowMs">
/// The time, milliseconds since the Unix epoch; null to believe signatures of any age, which is for chains whose
/// validators are trusted otherwise: who bought old keys can show any history.
/// </param>
internal sealed class SnapshotTrust(Genesis genesis, ulong? nowMs)
{
    /// <summary>Checks a snapshot.</summary>
    /// <exception cref="SnapshotFailureException">The block is not shown final, or is not the manifest's.</exception>
    public void Require(string snapshot, SnapshotManifest manifest, SnapshotHead head)
    {
        Header block = head.Block.Header;
        if (manifest.GenesisHash != genesis.Hash)
        {
            throw new SnapshotFailureException(snapshot, -1, $"{snapshot} is of a chain with another genesis");
        }
        bool same = block.Hash == manifest.BlockHash
            && block.Height == manifest.Height
            && block.View == manifest.View
            && block.Epoch == manifest.Epoch
            && block.StateRoot == manifest.StateRoot;
        if (!same)
        {
            throw new SnapshotFailureException(
                snapshot, -1, $"the finality proof of {snapshot} is of another block than its manifest");
        }
        if (!Ace.TryDecode(head.Block.Payload, out BlockPayload payload, out DecodeError _)
            || PayloadCommitment.PayloadRoot(payload) != block.PayloadRoot)
        {
            throw new SnapshotFailureException(
                snapshot, -1, $"the block of {snapshot} does not have the payload that its header names");
        }
        LightClientError error = Follow(block, head, payload.Transition is not null, out bool isSigned);
        if (error != LightClientError.None)
        {
            string hint = error == LightClientError.TrustExpired
                ? "; if you trust the chain's validators otherwise, add --accept-expired-trust"
                : "";
            throw new SnapshotFailureException(
                snapshot, -1, $"the block of {snapshot} is not shown final from this genesis ({error}){hint}");
        }
        if (!isSigned)
        {
            throw new SnapshotFailureException(
                snapshot, -1, $"the block of {snapshot} is not signed by its proposer");
        }
    }

    // One proof for each epoch before the block's; and the one that its block opens when it closes its own.
    private LightClientError Follow(Header block, SnapshotHead head, bool closes, out bool isSigned)
    {
        isSigned = false;
        Func<ulong>? now = nowMs is { } time ? () => time : null;
        LightClientError error = EpochTrust.TryCreate(genesis, now, out EpochTrust? trust);
        if (error != LightClientError.None)
        {
            return error;
        }
        if (head.Epochs.LongLength != block.Epoch + (closes ? 1L : 0))
        {
            return LightClientError.SkippedEpoch;
        }
        for (uint epoch = 0; epoch < block.Epoch; epoch++)
        {
            error = trust!.Advance(head.Epochs[epoch]);
            if (error != LightClientError.None)
            {
                return error;
            }
        }
        error = trust!.Verify(block, head.Finality);
        isSigned = error == LightClientError.None && trust.IsSigned(head.Block.SignedHeader);
        if (error != LightClientError.None || !closes)
        {
            return error;
        }
        EpochProof next = head.Epochs[^1];
        return next.Closing.Hash == block.Hash ? trust.Advance(next) : LightClientError.NotClosing;
    }
}
