using System.Numerics;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Applies the changes of a block to a tree, on all lanes of a runner.</summary>
/// <remarks>
/// <b>How</b>: the lanes first hash the changes in chunks. Then one lane goes down the top levels; each node it stops
/// at is a task of about <see cref="TaskChanges"/> changes, small enough that its working memory stays in the cache.
/// Lanes take tasks until none is left, and one lane finishes the top. Nodes are the same whoever makes them; only
/// where they lie differs. <b>Threads</b>: one update at a time. <b>Cost</b>: no allocation once the buffers have
/// grown.
/// </remarks>
internal sealed class TreeUpdate(NodeArena arena) : ILaneWork
{
    private const int TaskChanges = 512;
    private const int HashChunk = 512;
    private const int MaxTopDepth = 12;

    private readonly TreeChanges _changes = new();
    private readonly SubtreeUpdate _top = new(arena);
    private SubtreeUpdate[] _lanes = [];
    private bool _hashing;
    private int _next;
    private int _end;

    /// <summary>Nodes that the last update made.</summary>
    public ReferenceList Created { get; } = new();

    /// <summary>Nodes that the last update replaced.</summary>
    public ReferenceList Stale { get; } = new();

    /// <summary>The tree after the changes, made of new nodes and of what did not change.</summary>
    /// <param name="runner">The lanes.</param>
    /// <param name="reference">Root before; receives the one after.</param>
    /// <param name="root">Its hash before; receives the one after.</param>
    /// <param name="changes">At least one change.</param>
    public void Apply(ILaneRunner runner, ref uint reference, ref Hash256 root, ChangeSet changes)
    {
        Created.Clear();
        Stale.Clear();
        if (changes.Count < TaskChanges)
        {
            // Less than one task: waking others costs more than they do.
            runner = SerialLaneRunner.Instance;
        }
        EnsureLanes(runner.LaneCount);
        _changes.Start(changes);
        _hashing = true;
        RunTasks(runner, 0, changes.Count);
        _hashing = false;
        _top.Start(_changes, 0, changes.Count, reference, root, 0);
        int topDepth = Math.Min(MaxTopDepth, BitOperations.Log2((uint)(changes.Count / TaskChanges) | 1));
        bool split = topDepth > 0;
        _top.Descend(split ? topDepth : 8 * Hash256.Bytes);
        if (split)
        {
            RunTasks(runner, _top.Deepest.Start, _top.Deepest.End);
        }
        _top.Ascend(split);
        Collect(_top);
        foreach (SubtreeUpdate lane in _lanes)
        {
            Collect(lane);
        }
        if (_top.TryResult(out uint changed, out Hash256 hash))
        {
            reference = changed;
            root = hash;
        }
    }

    /// <inheritdoc/>
    void ILaneWork.Run(int lane)
    {
        int step = _hashing ? HashChunk : 1;
        for (int start = Interlocked.Add(ref _next, step) - step; start < _end;
            start = Interlocked.Add(ref _next, step) - step)
        {
            if (_hashing)
            {
                _changes.Hash(_lanes[lane].Hasher, start, Math.Min(start + step, _end));
                continue;
            }
            SubtreeUpdate below = _lanes[lane];
            below.Start(_top, start);
            below.Descend(8 * Hash256.Bytes);
            below.Ascend(false);
            _top.Resolve(start, below);
        }
    }

    private void RunTasks(ILaneRunner runner, int start, int end)
    {
        _next = start;
        _end = end;
        if (end - start > 0)
        {
            runner.Run(this);
        }
    }

    private void Collect(SubtreeUpdate part)
    {
        Created.AddAll(part.Created);
        Stale.AddAll(part.Stale);
        part.Clear();
    }

    private void EnsureLanes(int count)
    {
        if (_lanes.Length < count)
        {
            int before = _lanes.Length;
            Array.Resize(ref _lanes, count);
            for (int lane = before; lane < count; lane++)
            {
                _lanes[lane] = new SubtreeUpdate(arena);
            }
        }
    }
}
