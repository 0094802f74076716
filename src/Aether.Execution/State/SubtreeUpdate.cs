using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Applies sorted changes to one subtree: level by level down, and up again with all hashes.</summary>
/// <remarks>
/// <b>How</b>: on the way down every inner node with a change below becomes a <see cref="TreeWork"/>, and the lines of
/// the next level are prefetched while this one is read. Where a way ends, in a leaf or in nothing, the changes settle
/// there: in place, or as a new subtree that is split on the levels below. On the way up the hashes of a level are
/// taken in vector lanes, and each node is written to a new record: what other versions see is never changed.
/// <b>Threads</b>: one lane's own memory. <b>Cost</b>: no allocation once the buffers have grown.
/// </remarks>
// SAFETY: works, pairs and hashes are indexed by work numbers, for which every level makes room before it starts.
internal sealed unsafe class SubtreeUpdate(NodeArena arena)
{
    private const int MaxDepth = 8 * Hash256.Bytes;

    private readonly NativeBuffer<TreeWork> _works = new();
    private readonly NativeBuffer<Hash256> _pairs = new();
    private readonly NativeBuffer<Hash256> _hashes = new();
    private readonly NativeBuffer<BuildLeaf> _leaves = new();
    private readonly NativeBuffer<uint> _settling = new();
    private readonly int[] _levels = new int[MaxDepth + 3];
    private readonly NodeMagazine _innerRecords = new(arena.Inner);
    private readonly NodeMagazine _leafRecords = new(arena.Leaves);
    private TreeChanges _changes = new();
    private int _count;
    private int _leafCount;
    private int _settlingCount;
    private int _lastLevel;
    private int _topDepth;

    /// <summary>Hashes values for this lane.</summary>
    public ValueHasher Hasher { get; } = new();

    /// <summary>Nodes that the update made.</summary>
    public ReferenceList Created { get; } = new();

    /// <summary>Nodes of the tree before that are not in the tree after.</summary>
    public ReferenceList Stale { get; } = new();

    /// <summary>Works of the deepest level that was reached: the tasks of a stopped descent.</summary>
    public (int Start, int End) Deepest => (_levels[_lastLevel], _levels[_lastLevel + 1]);

    private int DeepestDepth => _topDepth + _lastLevel;

    /// <summary>Starts at a node.</summary>
    /// <param name="changes">All changes of the block, hashed.</param>
    /// <param name="low">First change that falls below the node.</param>
    /// <param name="high">End of those.</param>
    /// <param name="reference">The node.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="depth">Its depth.</param>
    public void Start(TreeChanges changes, int low, int high, uint reference, in Hash256 hash, int depth)
    {
        _changes = changes;
        _leafCount = 0;
        StartWork(depth);
        _works.Pointer[0] = new TreeWork { Left = reference, Low = low, High = high };
        _pairs.Pointer[0] = hash;
        _count = 1;
        Reserve(1);
        _settlingCount = 0;
        Touch(0, 0, low, high);
        Settle(depth);
        _levels[0] = 1;
        _levels[1] = _count;
    }

    /// <summary>Starts at a task of a stopped descent, which may be a subtree still to be built.</summary>
    public void Start(SubtreeUpdate top, int task)
    {
        TreeWork work = top._works.Pointer[task];
        if (work.Old != NodeReference.Empty)
        {
            Start(top._changes, work.Low, work.High, work.Old, default, top.DeepestDepth);
            return;
        }
        _changes = top._changes;
        StartWork(top.DeepestDepth);
        _works.Pointer[0] = default;
        _leafCount = 0;
        _leaves.Ensure(work.High - work.Low);
        for (int index = work.Low; index < work.High; index++)
        {
            _leaves.Pointer[_leafCount++] = top._leaves.Pointer[index];
        }
        Reserve(1);
        _works.Pointer[1] = new TreeWork { High = _leafCount, Changed = 1 };
        _levels[0] = 1;
        _levels[1] = 2;
        _count = 2;
    }

    /// <summary>Goes down until nothing is left to split, or to a depth.</summary>
    public void Descend(int stopDepth)
    {
        while (_levels[_lastLevel] < _levels[_lastLevel + 1] && _topDepth + _lastLevel < stopDepth)
        {
            Check.That(_topDepth + _lastLevel < MaxDepth);
            DescendLevel(_topDepth + _lastLevel);
            _lastLevel++;
            _levels[_lastLevel + 1] = _count;
        }
    }

    /// <summary>Takes the result of a task of this stopped descent.</summary>
    public void Resolve(int task, SubtreeUpdate below)
    {
        if (below._works.Pointer[0].Changed != 0)
        {
            Deliver(_works.Pointer[task].Parent, below._works.Pointer[0].Left, below._pairs.Pointer[0]);
        }
    }

    /// <summary>Goes up from the deepest level, or from above the tasks of a stopped descent.</summary>
    public void Ascend(bool tasksAreResolved)
    {
        for (int level = _lastLevel - (tasksAreResolved ? 1 : 0); level >= 0; level--)
        {
            AscendLevel(_levels[level], _levels[level + 1]);
        }
        // Stores past the cache are ordered by nothing else.
        Interlocked.MemoryBarrier();
    }

    /// <summary>The subtree after the changes; false when nothing changed.</summary>
    public bool TryResult(out uint reference, out Hash256 hash)
    {
        reference = _works.Pointer[0].Left;
        hash = _pairs.Pointer[0];
        return _works.Pointer[0].Changed != 0;
    }

    /// <summary>Forgets the nodes it made and replaced, which others have taken note of.</summary>
    public void Clear()
    {
        Created.Clear();
        Stale.Clear();
    }

    /// <summary>Gives records it took and did not use back to the arena.</summary>
    public void GiveBack()
    {
        _innerRecords.Empty();
        _leafRecords.Empty();
    }

    private void StartWork(int depth)
    {
        _topDepth = depth;
        _lastLevel = 0;
        _count = 0;
        Reserve(1);
        _count = 1;
    }

    // Room for as many more works.
    private void Reserve(int works)
    {
        int total = checked(_count + works);
        _works.Ensure(total);
        _pairs.Ensure(checked(2 * total));
        _settling.Ensure(checked(4 * works));
    }

    private void DescendLevel(int depth)
    {
        int start = _levels[_lastLevel];
        int end = _levels[_lastLevel + 1];
        Reserve(checked(2 * (end - start)));
        _settlingCount = 0;
        TreeWork* works = _works.Pointer;
        Hash256* pairs = _pairs.Pointer;
        for (int index = start; index < end; index++)
        {
            TreeWork* work = works + index;
            if (work->Old == NodeReference.Empty)
            {
                SplitBuild(index, depth);
                continue;
            }
            uint* links = arena.Links(work->Old);
            work->Left = links[0];
            work->Right = links[1];
            Vector512.Load((byte*)arena.Children(work->Old)).Store((byte*)(pairs + (2 * index)));
            if (work->High - work->Low == 1)
            {
                Touch(index, SparseMerkle.BitAt(*_changes.Pair(work->Low), depth) ? 1 : 0, work->Low, work->High);
                continue;
            }
            int middle = Split(work->Low, work->High, depth);
            if (work->Low < middle)
            {
                Touch(index, 0, work->Low, middle);
            }
            if (middle < work->High)
            {
                Touch(index, 1, middle, work->High);
            }
        }
        Settle(depth + 1);
    }

    // Sends changes to a child: a node on the next level, or a place where they settle once its line has come.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Touch(int parent, int side, int low, int high)
    {
        TreeWork* work = _works.Pointer + parent;
        uint child = side == 0 ? work->Left : work->Right;
        if (NodeReference.IsInner(child))
        {
            _works.Pointer[_count++] = new TreeWork
            {
                Old = child,
                Parent = ((uint)parent << 1) | (uint)side,
                Low = low,
                High = high,
            };
            Prefetch(arena.Links(child));
            Prefetch(arena.Children(child));
            return;
        }
        if (child != NodeReference.Empty)
        {
            Prefetch(arena.Leaf(child));
        }
        uint* settling = _settling.Pointer + (2 * _settlingCount++);
        settling[0] = ((uint)parent << 1) | (uint)side;
        settling[1] = (uint)low;
    }

    private void Settle(int depth)
    {
        for (int index = 0; index < _settlingCount; index++)
        {
            uint place = _settling.Pointer[2 * index];
            int low = (int)_settling.Pointer[(2 * index) + 1];
            SettleOne(place, low, EndOf(place, low, depth));
        }
    }

    // The changes of a place end where its parent's do, or where those of its sibling begin.
    private int EndOf(uint place, int low, int depth)
    {
        TreeWork* work = _works.Pointer + (place >> 1);
        bool isRoot = place >> 1 == 0;
        return isRoot || (place & 1) != 0 ? work->High : Split(low, work->High, depth - 1);
    }

    // Most often one change meets the leaf of its own key.
    private void SettleOne(uint place, int low, int high)
    {
        TreeWork* work = _works.Pointer + (place >> 1);
        uint old = (place & 1) == 0 ? work->Left : work->Right;
        if (high - low == 1 && old != NodeReference.Empty && *arena.Leaf(old) == *_changes.Pair(low)
            && _changes.Set.TryValueAt(low, out ReadOnlySpan<byte> value))
        {
            if (_pairs.Pointer[place] != *_changes.LeafHash(low))
            {
                Stale.Add(old);
                Deliver(place, MakeLeaf(low, value), *_changes.LeafHash(low));
            }
            return;
        }
        SettleMany(place, old, low, high);
    }

    private void SettleMany(uint place, uint old, int low, int high)
    {
        Hash256 oldHash = _pairs.Pointer[place];
        int first = _leafCount;
        _leaves.Ensure(checked(_leafCount + (high - low) + 1));
        bool merged = old == NodeReference.Empty;
        for (int index = low; index < high; index++)
        {
            ref readonly Hash256 key = ref *_changes.Pair(index);
            int order = merged ? 1 : arena.Leaf(old)->CompareTo(key);
            if (order < 0)
            {
                AddLeaf(oldHash, *arena.Leaf(old), old);
                merged = true;
            }
            bool replaces = order == 0;
            merged |= replaces;
            if (!_changes.Set.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                continue;
            }
            if (replaces && oldHash == *_changes.LeafHash(index))
            {
                AddLeaf(oldHash, key, old);
                continue;
            }
            AddLeaf(*_changes.LeafHash(index), key, MakeLeaf(index, value));
        }
        if (!merged)
        {
            AddLeaf(oldHash, *arena.Leaf(old), old);
        }
        Place(place, first, old);
    }

    private void AddLeaf(in Hash256 hash, in Hash256 key, uint leaf)
    {
        BuildLeaf* added = _leaves.Pointer + _leafCount++;
        added->Hash = hash;
        added->Key = key;
        added->Leaf = leaf;
    }

    private uint MakeLeaf(int index, ReadOnlySpan<byte> value)
    {
        uint record = _leafRecords.Take();
        arena.WriteLeaf(record, _changes.Pair(index), value);
        uint leaf = NodeReference.Leaf(record);
        Created.Add(leaf);
        return leaf;
    }

    // Puts the leaves from first on where changes settled: none, one, or a subtree to build on the levels below.
    private void Place(uint place, int first, uint old)
    {
        int count = _leafCount - first;
        bool kept = false;
        for (int index = first; index < _leafCount; index++)
        {
            kept |= _leaves.Pointer[index].Leaf == old;
        }
        if (old != NodeReference.Empty && !kept)
        {
            Stale.Add(old);
        }
        if (count > 1)
        {
            _works.Pointer[_count++] = new TreeWork { Parent = place, Low = first, High = _leafCount, Changed = 1 };
            return;
        }
        uint leaf = count == 0 ? NodeReference.Empty : _leaves.Pointer[first].Leaf;
        if (leaf != old)
        {
            Deliver(place, leaf, count == 0 ? StateHasher.Empty : _leaves.Pointer[first].Hash);
        }
        _leafCount = first;
    }

    // A new subtree: its leaves part by the bit of this depth.
    private void SplitBuild(int index, int depth)
    {
        TreeWork* work = _works.Pointer + index;
        int middle = work->Low;
        while (middle < work->High && !SparseMerkle.BitAt(_leaves.Pointer[middle].Key, depth))
        {
            middle++;
        }
        BuildSide((uint)index << 1, work->Low, middle);
        BuildSide(((uint)index << 1) | 1, middle, work->High);
    }

    private void BuildSide(uint place, int low, int high)
    {
        if (high - low > 1)
        {
            _works.Pointer[_count++] = new TreeWork { Parent = place, Low = low, High = high, Changed = 1 };
            return;
        }
        bool any = high > low;
        Deliver(
            place,
            any ? _leaves.Pointer[low].Leaf : NodeReference.Empty,
            any ? _leaves.Pointer[low].Hash : StateHasher.Empty);
    }

    private void AscendLevel(int start, int end)
    {
        int width = end - start;
        _hashes.Ensure(width);
        StateHasher.HashNodes(
            new ReadOnlySpan<Hash256>(_pairs.Pointer + (2 * start), 2 * width),
            new Span<Hash256>(_hashes.Pointer, width));
        for (int index = start; index < end; index++)
        {
            TreeWork* work = _works.Pointer + index;
            if (work->Changed == 0)
            {
                continue;
            }
            if (work->Old != NodeReference.Empty)
            {
                Stale.Add(work->Old);
            }
            uint only = work->Left == NodeReference.Empty ? work->Right : work->Left;
            bool alone = work->Left == NodeReference.Empty || work->Right == NodeReference.Empty;
            if (alone && !NodeReference.IsInner(only))
            {
                // Compact rule: a lone leaf moves up, and nothing stays nothing.
                int side = work->Left == NodeReference.Empty ? 1 : 0;
                Deliver(work->Parent, only, _pairs.Pointer[(2 * index) + side]);
                continue;
            }
            Deliver(work->Parent, Write(work, index), _hashes.Pointer[index - start]);
        }
    }

    // SAFETY: the record was taken a moment ago; nobody else knows it.
    private uint Write(TreeWork* work, int index)
    {
        uint node = NodeReference.Inner(_innerRecords.Take());
        Vector512.Load((byte*)(_pairs.Pointer + (2 * index))).StoreAlignedNonTemporal((byte*)arena.Children(node));
        uint* links = arena.Links(node);
        links[0] = work->Left;
        links[1] = work->Right;
        Created.Add(node);
        return node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Deliver(uint place, uint reference, in Hash256 hash)
    {
        TreeWork* work = _works.Pointer + (place >> 1);
        if ((place & 1) == 0)
        {
            work->Left = reference;
        }
        else
        {
            work->Right = reference;
        }
        work->Changed = 1;
        _pairs.Pointer[place] = hash;
    }

    // First change of a range whose key has a one bit at this depth. Most ranges hold one or two.
    private int Split(int low, int high, int depth)
    {
        ReadOnlySpan<Hash256> keys = _changes.Set.Keys;
        while (high - low > 8)
        {
            int middle = low + ((high - low) / 2);
            if (SparseMerkle.BitAt(keys[middle], depth))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        while (low < high && !SparseMerkle.BitAt(keys[low], depth))
        {
            low++;
        }
        return low;
    }

    // SAFETY: a prefetch of any address is harmless.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
