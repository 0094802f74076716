using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>
/// What the log keeps of a final block: everything that cannot be computed from it and the state before.
/// </summary>
/// <remarks>
/// <b>Shape</b>: proposal, or the hash of a proposal that was kept as pending; receipts, optional finality proof,
/// number of changes u32, then each change ascending by key: key 32, value bytes u32 or 0xFFFFFFFF for a removed key,
/// value.
/// </remarks>
internal static class BlockRecord
{
    private const uint Removed = uint.MaxValue;
    private const int MinChangeBytes = Hash256.Bytes + 4;

    /// <summary>Writes a record.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entry">What.</param>
    /// <param name="isPending">Name the proposal, which was kept as pending, and do not write it again.</param>
    public static void Encode(AceWriter writer, FinalEntry entry, bool isPending)
    {
        if (isPending)
        {
            writer.Hash(entry.Block.Hash);
        }
        else
        {
            entry.Block.Encode(writer);
        }
        writer.Length(entry.Receipts.Count);
        writer.Fixed(entry.Receipts.Bytes);
        writer.Option(entry.Proof);
        ChangeSet changes = entry.State.Changes;
        writer.Length(changes.Count);
        for (int index = 0; index < changes.Count; index++)
        {
            bool kept = changes.TryValueAt(index, out ReadOnlySpan<byte> value);
            writer.Hash(changes.KeyAt(index));
            writer.U32(kept ? (uint)value.Length : Removed);
            writer.Fixed(value);
        }
    }

    /// <summary>Writes a proposal as it encodes itself, but for the bytes of its payload, which follow.</summary>
    public static void EncodeHead(AceWriter writer, Proposal block)
    {
        block.SignedHeader.Encode(writer);
        writer.Length(block.Payload.Length);
    }

    /// <summary>Reads a record and applies its changes to the state before.</summary>
    /// <param name="payload">The record.</param>
    /// <param name="before">The state before.</param>
    /// <param name="findPending">Finds the proposal that a record names; null when the record has it.</param>
    /// <exception cref="StateCorruptException">The record does not decode or does not follow that state.</exception>
    public static FinalEntry Decode(
        ReadOnlySpan<byte> payload, BlockState before, Func<Hash256, Proposal?>? findPending = null)
    {
        AceReader reader = new(payload);
        Proposal? block = findPending is null ? Proposal.Decode(ref reader) : findPending(reader.Hash());
        EncodedReceipts receipts = EncodedReceipts.Read(ref reader, payload);
        FinalityProof? proof = reader.Option<FinalityProof>();
        ChangeSet changes = DecodeChanges(ref reader);
        reader.Require(reader.Remaining == 0, DecodeError.TrailingBytes);
        if (reader.Failed)
        {
            throw new StateCorruptException($"a record of the block log does not decode: {reader.Error}");
        }
        if (block is null)
        {
            throw new StateCorruptException("the block log names a pending block that is not there");
        }
        if (block.Header.Height != before.Height + 1)
        {
            throw new StateCorruptException(
                $"the block log goes on with block {block.Header.Height} after block {before.Height}");
        }
        BlockState state = before.Apply(block.Header.Height, changes);
        if (state.Root != block.Header.StateRoot)
        {
            throw new StateCorruptException(
                $"the changes of block {block.Header.Height} give the state root {state.Root}, and its header has "
                + $"{block.Header.StateRoot}");
        }
        if (MerkleTree.Root(receipts.Leaves()) != block.Header.ReceiptsRoot)
        {
            throw new StateCorruptException($"block {block.Header.Height} has other receipts than its header says");
        }
        return new FinalEntry(block, receipts, proof, state);
    }

    private static ChangeSet DecodeChanges(ref AceReader reader)
    {
        ChangeSetBuilder changes = new();
        int count = reader.Count(Limits.Storage.MaxRecordBytes / MinChangeBytes, MinChangeBytes);
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            Hash256 key = reader.Hash();
            uint length = reader.U32();
            bool removed = length == Removed;
            reader.Require(removed || length <= (uint)reader.Remaining, DecodeError.Truncated);
            if (reader.Failed)
            {
                break;
            }
            if (removed)
            {
                changes.Remove(key);
            }
            else
            {
                changes.Add(key, reader.Fixed((int)length));
            }
        }
        return changes.Build();
    }
}
