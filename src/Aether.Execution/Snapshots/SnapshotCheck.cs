using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Snapshots;

/// <summary>Checks one chunk against its manifest: content, form, range, and proof under the state root.</summary>
/// <remarks><b>Errors</b>: no bytes throw. <b>Threads</b>: pure functions.</remarks>
public static class SnapshotCheck
{
    /// <summary>Checks a chunk of a snapshot.</summary>
    /// <param name="stateRoot">Root of the state, from the manifest.</param>
    /// <param name="part">What the manifest says of the chunk.</param>
    /// <param name="bytes">The chunk.</param>
    /// <param name="items">Its items when it holds, else none.</param>
    public static SnapshotError Chunk(
        Hash256 stateRoot, SnapshotPart part, ReadOnlySpan<byte> bytes, out StateItems items)
    {
        items = StateItems.Empty;
        SnapshotError error = Content(part, bytes);
        if (error != SnapshotError.None)
        {
            return error;
        }
        if (!Ace.TryDecode(bytes, out SnapshotChunk chunk, out DecodeError _))
        {
            return SnapshotError.Malformed;
        }
        if (chunk.First != part.First || chunk.Last != part.Last)
        {
            return SnapshotError.WrongRange;
        }
        bool proven = SparseMerkleRange.Verify(stateRoot, chunk.First, chunk.Last, chunk.Items, chunk.Proof);
        items = proven ? chunk.Items : StateItems.Empty;
        return proven ? SnapshotError.None : SnapshotError.WrongProof;
    }

    /// <summary>Checks a chunk of a difference.</summary>
    /// <param name="stateRoot">Root of the later state, from the manifest.</param>
    /// <param name="part">What the manifest says of the chunk.</param>
    /// <param name="bytes">The chunk.</param>
    /// <param name="items">Its changes when it holds, else none.</param>
    public static SnapshotError Difference(
        Hash256 stateRoot, SnapshotPart part, ReadOnlySpan<byte> bytes, out StateItems items)
    {
        items = StateItems.Empty;
        SnapshotError error = Content(part, bytes);
        if (error != SnapshotError.None)
        {
            return error;
        }
        if (!Ace.TryDecode(bytes, out SnapshotDifference difference, out DecodeError _))
        {
            return SnapshotError.Malformed;
        }
        StateItems changes = difference.Items;
        if (changes.Count == 0 || changes.Keys[0] != part.First || changes.Keys[^1] != part.Last)
        {
            return SnapshotError.WrongRange;
        }
        bool proven = SparseMerkleMulti.Verify(stateRoot, changes, difference.Proof);
        items = proven ? changes : StateItems.Empty;
        return proven ? SnapshotError.None : SnapshotError.WrongProof;
    }

    private static SnapshotError Content(SnapshotPart part, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != part.Bytes)
        {
            return SnapshotError.WrongSize;
        }
        return SnapshotContent.NameOf(bytes) == part.Content ? SnapshotError.None : SnapshotError.WrongContent;
    }
}
