using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>All versions of one state tree: those above the final block, the final one, and some before it.</summary>
/// <remarks>
/// <para><b>How</b>: a version is a root; an update writes new nodes and changes none, so every version stays readable
/// without a lock. When a block becomes final, versions of other branches end, and so do the oldest before it; a node
/// that only ended versions have is given to later updates once all readers have left.</para>
/// <para><b>Threads</b>: any. Updates run at the same time; <see cref="MakeFinal"/> is called by one thread.</para>
/// </remarks>
internal sealed class StateForest
{
    private readonly Lock _gate = new();
    private readonly Stack<TreeUpdate> _updates = new();
    private readonly Stack<ReferenceList> _lists = new();
    private readonly List<TreeVersion> _pending = [];
    private readonly List<TreeVersion> _final = [];
    private readonly List<TreeVersion> _forgotten = [];
    private readonly Limbo[] _limbo = [new(), new(), new()];
    private long _retainedNodes;
    private ulong _flatHeight;
    private int _flatIsSet;

    /// <summary>The nodes of all versions.</summary>
    public NodeArena Arena { get; } = new();

    /// <summary>Who reads nodes is inside.</summary>
    public ReadGate Gate { get; } = new();

    /// <summary>The leaves of the final version by key.</summary>
    public FlatIndex Flat { get; }

    /// <summary>Versions before the final one that are kept readable, at most.</summary>
    public int MaxRetainedVersions { get; init; } = 64;

    /// <summary>Replaced nodes that those may keep, at most.</summary>
    public long MaxRetainedNodes { get; init; } = 1 << 20;

    /// <summary>Bytes of memory that the versions may use.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Bytes of memory that all versions use.</summary>
    public long UsedBytes => Arena.TouchedBytes + Flat.Bytes;

    public StateForest() => Flat = new FlatIndex(Arena);

    /// <summary>Versions that are readable.</summary>
    public int VersionCount
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count + _final.Count;
            }
        }
    }

    /// <summary>True while the flat index holds the version of this height and no change of a later one.</summary>
    public bool FlatIsAt(ulong height) =>
        Volatile.Read(ref _flatIsSet) != 0 && Volatile.Read(ref _flatHeight) == height;

    /// <summary>The version after a block, made from its parent's; null for the first.</summary>
    /// <exception cref="StateMovedException">The parent ended.</exception>
    public TreeVersion Apply(TreeVersion? parent, ulong height, ChangeSet changes, ILaneRunner? lanes = null)
    {
        TreeUpdate update = Rent(out ReferenceList created, out ReferenceList stale);
        int side = Gate.Enter();
        try
        {
            if (parent is { IsAlive: false })
            {
                throw new StateMovedException();
            }
            uint reference = parent?.Reference ?? NodeReference.Empty;
            Hash256 root = parent?.Root ?? StateHasher.Empty;
            if (changes.Count > 0)
            {
                update.Apply(lanes ?? SerialLaneRunner.Instance, ref reference, ref root, changes);
                created.AddAll(update.Created);
                stale.AddAll(update.Stale);
            }
            TreeVersion version = new(height, reference, root, parent)
            {
                Created = created,
                Stale = stale,
                Changes = changes,
            };
            lock (_gate)
            {
                _pending.Add(version);
            }
            return version;
        }
        finally
        {
            Gate.Leave(side);
            lock (_gate)
            {
                _updates.Push(update);
            }
        }
    }

    /// <summary>The first version from all its values, final at once.</summary>
    /// <exception cref="StateCorruptException">The values cannot be read.</exception>
    /// <exception cref="StateTooLargeException">They need more than <see cref="MaxBytes"/>.</exception>
    public TreeVersion Load(ulong height, IStateParts values, ILaneRunner? lanes = null)
    {
        TreeLoad load = new(Arena, values, MaxBytes);
        uint reference = load.Build(lanes ?? SerialLaneRunner.Instance, out Hash256 root);
        TreeVersion version = new(height, reference, root, null)
        {
            Created = new ReferenceList(),
            Stale = new ReferenceList(),
        };
        Flat.Reserve(Arena.Leaves.Count);
        foreach (ReferenceList created in load.Created)
        {
            Flat.SetAll(created.Items);
        }
        lock (_gate)
        {
            Check.That(_final.Count == 0 && _pending.Count == 0);
            _final.Add(version);
            SetFlatHeight(height);
        }
        return version;
    }

    /// <summary>Makes a version the final one: a child of the last, or the first of all.</summary>
    public void MakeFinal(TreeVersion version)
    {
        lock (_gate)
        {
            if (_final.Count > 0 && ReferenceEquals(_final[^1], version))
            {
                return;
            }
            Check.That(_final.Count == 0 || ReferenceEquals(version.Parent, _final[^1]));
            Check.That(_pending.Remove(version));
            SetFlatHeight(version.Height);
            UpdateFlat(version);
            _final.Add(version);
            _retainedNodes += version.Stale!.Count;
            EndLostBranches(version);
            foreach (TreeVersion forgotten in _forgotten)
            {
                EndAbandoned(forgotten);
            }
            _forgotten.Clear();
            EndOldest();
            Collect();
        }
    }

    /// <summary>Keeps a version readable until it is let go as often.</summary>
    /// <exception cref="StateMovedException">It ended before.</exception>
    public void Pin(TreeVersion version)
    {
        lock (_gate)
        {
            if (!version.IsAlive)
            {
                throw new StateMovedException();
            }
            version.Pins++;
        }
    }

    /// <summary>Lets a version go.</summary>
    public void Unpin(TreeVersion version)
    {
        lock (_gate)
        {
            Check.That(version.Pins > 0);
            version.Pins--;
            if (_final.Count > 0)
            {
                EndLostBranches(_final[^1]);
                EndOldest();
                Collect();
            }
        }
    }

    /// <summary>Ends a version above the final one that nobody will read or build on; else does nothing.</summary>
    public void Abandon(TreeVersion version)
    {
        lock (_gate)
        {
            EndAbandoned(version);
            Collect();
        }
    }

    /// <summary>
    /// Notes that nobody holds a version any more, for the next block to end it. For finalizers: the memory of nodes
    /// may be gone already.
    /// </summary>
    public void Forget(TreeVersion version)
    {
        lock (_gate)
        {
            _forgotten.Add(version);
        }
    }

    private void EndAbandoned(TreeVersion version)
    {
        if (version.Pins == 0 && _pending.Remove(version))
        {
            End(version, version.Created!);
        }
    }

    private TreeUpdate Rent(out ReferenceList created, out ReferenceList stale)
    {
        lock (_gate)
        {
            created = _lists.TryPop(out ReferenceList? first) ? first : new ReferenceList();
            stale = _lists.TryPop(out ReferenceList? second) ? second : new ReferenceList();
            return _updates.TryPop(out TreeUpdate? update) ? update : new TreeUpdate(Arena);
        }
    }

    private void SetFlatHeight(ulong height)
    {
        // First the height, then the leaves: who reads a new leaf then finds the new height too.
        Volatile.Write(ref _flatHeight, height);
        Volatile.Write(ref _flatIsSet, 1);
    }

    // What is replaced is set first and taken out after, when its place names another leaf.
    private void UpdateFlat(TreeVersion version)
    {
        Flat.SetAll(version.Created!.Items);
        Flat.RemoveAll(version.Stale!.Items);
    }

    // Versions at or below the final height, and those above others of them, can never become final.
    private void EndLostBranches(TreeVersion final)
    {
        for (int index = _pending.Count - 1; index >= 0; index--)
        {
            TreeVersion version = _pending[index];
            if (version.Pins > 0 || Descends(version, final))
            {
                continue;
            }
            _pending.RemoveAt(index);
            End(version, version.Created!);
        }
    }

    private static bool Descends(TreeVersion version, TreeVersion from)
    {
        TreeVersion? at = version;
        while (at is not null && at.Height > from.Height)
        {
            at = at.Parent;
        }
        return ReferenceEquals(at, from);
    }

    // The nodes that the next version replaced are the oldest one's alone, unless a lost branch is still pinned.
    private void EndOldest()
    {
        while (_final.Count > 1 && _final[0].Pins == 0 && !AnyLost()
            && (_final.Count > MaxRetainedVersions + 1 || _retainedNodes > MaxRetainedNodes))
        {
            TreeVersion oldest = _final[0];
            TreeVersion next = _final[1];
            _final.RemoveAt(0);
            _retainedNodes -= next.Stale!.Count;
            End(oldest, next.Stale!);
            next.Parent = null;
        }
    }

    private bool AnyLost()
    {
        foreach (TreeVersion version in _pending)
        {
            if (!Descends(version, _final[^1]))
            {
                return true;
            }
        }
        return false;
    }

    private void End(TreeVersion version, ReferenceList nodes)
    {
        version.End();
        Limbo limbo = _limbo[Gate.Period % _limbo.Length];
        Check.That(limbo.IsEmpty || limbo.Period == Gate.Period);
        limbo.Period = Gate.Period;
        limbo.Nodes.AddAll(nodes);
        if (version.Changes is { } changes)
        {
            limbo.Add(changes);
            version.Changes = null;
        }
        Return(version);
    }

    // The lists of a version that ended: its nodes are noted elsewhere.
    private void Return(TreeVersion version)
    {
        version.Created!.Clear();
        version.Stale!.Clear();
        _lists.Push(version.Created);
        _lists.Push(version.Stale);
        version.Created = null;
        version.Stale = null;
    }

    private void Collect()
    {
        while (Gate.TryAdvance())
        {
            // Readers of the period before last have all left: what ended then is free.
            Limbo limbo = _limbo[(Gate.Period + 1) % _limbo.Length];
            limbo.Release(Arena);
            if (_limbo[0].IsEmpty && _limbo[1].IsEmpty && _limbo[2].IsEmpty)
            {
                break;
            }
        }
    }
}
