using System.Runtime.CompilerServices;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>The memory of all nodes of a tree and its versions: inner nodes, leaves and long values.</summary>
/// <remarks>
/// <b>Shape</b>: an inner node is one line of 64 bytes, the hashes of its children, with their two references in the
/// side column: a way down reads 8 bytes a level. A leaf is two lines: key and hash of the value, which are what its
/// hash is taken of, then the value's length and the value itself; one of more than <see cref="InlineValueBytes"/>
/// bytes lies apart. <b>Threads</b>: as <see cref="NodeSlab"/>; a node
/// is written before anybody else knows its reference, and not after.
/// </remarks>
// SAFETY: references come from the slabs here; a leaf's length says whether a number or the value follows it.
internal sealed unsafe class NodeArena
{
    /// <summary>Bytes of the two child hashes, or of a leaf's key and value hash.</summary>
    public const int PairBytes = 2 * Hash256.Bytes;

    /// <summary>Longest value that lies in the leaf itself: an account with one asset.</summary>
    public const int InlineValueBytes = LeafBytes - ValueOffset;

    private const int LeafBytes = 128;
    private const int LengthOffset = PairBytes;
    private const int ValueOffset = LengthOffset + 4;

    private readonly LongValues _long = new();

    /// <summary>Inner nodes.</summary>
    public NodeSlab Inner { get; } = new(PairBytes, 2 * sizeof(uint));

    /// <summary>Leaves.</summary>
    public NodeSlab Leaves { get; } = new(LeafBytes, 0);

    /// <summary>Bytes reserved for nodes and long values.</summary>
    public long ReservedBytes => Inner.ReservedBytes + Leaves.ReservedBytes + _long.ReservedBytes;

    /// <summary>Bytes of nodes and long values in memory: those in use and those that were and will be again.</summary>
    public long TouchedBytes => Inner.TouchedBytes + Leaves.TouchedBytes + _long.TouchedBytes;

    /// <summary>The children's hashes of an inner node.</summary>
    // SAFETY: the reference names an inner node of this arena.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Hash256* Children(uint inner) => (Hash256*)Inner.At(NodeReference.IndexOf(inner));

    /// <summary>The children's references of an inner node: left, right.</summary>
    // SAFETY: the reference names an inner node of this arena.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* Links(uint inner) => (uint*)Inner.SideAt(NodeReference.IndexOf(inner));

    /// <summary>Key and value hash of a leaf.</summary>
    // SAFETY: the reference names a leaf of this arena.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Hash256* Leaf(uint leaf) => (Hash256*)Leaves.At(NodeReference.IndexOf(leaf));

    /// <summary>The value of a leaf. It stays until the leaf is freed.</summary>
    // SAFETY: as above; the span is good while the caller keeps the leaf from being freed.
    public ReadOnlySpan<byte> Value(uint leaf)
    {
        byte* record = Leaves.At(NodeReference.IndexOf(leaf));
        int length = *(int*)(record + LengthOffset);
        return length > InlineValueBytes
            ? _long.Read(*(uint*)(record + ValueOffset), length)
            : new ReadOnlySpan<byte>(record + ValueOffset, length);
    }

    /// <summary>Fills a leaf that was just taken.</summary>
    /// <param name="index">Its record.</param>
    /// <param name="pair">Key and value hash.</param>
    /// <param name="value">The value, which is copied.</param>
    // SAFETY: pair has two hashes; the record has room for a short value or the number of a long one.
    public void WriteLeaf(uint index, Hash256* pair, ReadOnlySpan<byte> value)
    {
        byte* record = Leaves.At(index);
        Unsafe.CopyBlockUnaligned(record, pair, PairBytes);
        *(int*)(record + LengthOffset) = value.Length;
        if (value.Length > InlineValueBytes)
        {
            *(uint*)(record + ValueOffset) = _long.Write(value);
            return;
        }
        value.CopyTo(new Span<byte>(record + ValueOffset, value.Length));
    }

    /// <summary>Gives nodes back: nobody may hold any of them.</summary>
    /// <param name="references">Inner nodes and leaves.</param>
    /// <param name="indices">Room for as many indices; overwritten.</param>
    // SAFETY: a long value is freed with the one leaf that names it.
    public void Free(ReadOnlySpan<uint> references, Span<uint> indices)
    {
        int inner = 0;
        int leaves = references.Length;
        foreach (uint reference in references)
        {
            if (NodeReference.IsInner(reference))
            {
                indices[inner++] = NodeReference.IndexOf(reference);
                continue;
            }
            uint index = NodeReference.IndexOf(reference);
            FreeLong(Leaves.At(index));
            indices[--leaves] = index;
        }
        Inner.Give(indices[..inner]);
        Leaves.Give(indices[leaves..references.Length]);
    }

    // SAFETY: record is a leaf that was written.
    private void FreeLong(byte* record)
    {
        int length = *(int*)(record + LengthOffset);
        if (length > InlineValueBytes)
        {
            _long.Free(*(uint*)(record + ValueOffset), length);
        }
    }
}
