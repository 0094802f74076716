using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>Items of declared objects that a block touches: keys that only show during execution.</summary>
/// <remarks>
/// Items of one owner hang in buckets of that owner alone. <b>Threads</b>: an owner's items are added only under its
/// exclusive ticket, and found under any of its tickets; nodes are claimed by all lanes. <b>Cost</b>: an owner's
/// buckets grow with its items; nodes and buckets are kept for later blocks.
/// </remarks>
internal sealed class ItemTable
{
    private const int SegmentBits = 8;
    private const int SegmentNodes = 1 << SegmentBits;
    private const int MaxSegments = 1 << 14;

    private readonly ItemNode[]?[] _segments = new ItemNode[MaxSegments][];
    private int _nodes;

    /// <summary>Nodes in use.</summary>
    public int Count => _nodes;

    /// <summary>Forgets all items.</summary>
    public void Reset() => _nodes = 0;

    /// <summary>The node behind a negative cell number.</summary>
    public ref ItemNode NodeAt(int cell)
    {
        int node = -1 - cell;
        return ref _segments[node >> SegmentBits]![node & (SegmentNodes - 1)];
    }

    /// <summary>Takes a node; its number is negative.</summary>
    public int Claim()
    {
        int node = Interlocked.Increment(ref _nodes) - 1;
        int segment = node >> SegmentBits;
        Check.That(segment < MaxSegments);
        if (Volatile.Read(ref _segments[segment]) is null)
        {
            // Lanes may race to make the segment; all use the one that came first.
            Interlocked.CompareExchange(ref _segments[segment], new ItemNode[SegmentNodes], null);
        }
        return -1 - node;
    }

    /// <summary>The cell of an item, or 0 when the block has not touched it.</summary>
    public int Find(OwnerItems owner, in Hash256 itemKey)
    {
        for (int cell = owner.Head(BucketHash(itemKey)); cell != 0; cell = NodeAt(cell).Next)
        {
            if (Digests.Same(NodeAt(cell).ItemKey, itemKey))
            {
                return cell;
            }
        }
        return 0;
    }

    /// <summary>Hangs a claimed node into its owner's buckets.</summary>
    public void Link(OwnerItems owner, int cell)
    {
        if (owner.IsFull)
        {
            Spread(owner);
        }
        ref ItemNode node = ref NodeAt(cell);
        node.Next = owner.Push(BucketHash(node.ItemKey), cell);
    }

    private void Spread(OwnerItems owner)
    {
        int[] old = owner.Grow();
        foreach (int head in old)
        {
            int cell = head;
            while (cell != 0)
            {
                ref ItemNode node = ref NodeAt(cell);
                int next = node.Next;
                node.Next = owner.Push(BucketHash(node.ItemKey), cell);
                cell = next;
            }
        }
    }

    private static uint BucketHash(in Hash256 itemKey)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(itemKey.Span);
        return SlotTable.BucketHash(words[0] ^ words[2], words[1] ^ words[3]);
    }
}
