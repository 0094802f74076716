using System.Diagnostics.CodeAnalysis;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>
/// What the block log holds and the store below does not have yet, for lookups and the next checkpoint.
/// </summary>
/// <remarks><b>Threads</b>: any; one lock orders them.</remarks>
internal sealed class RecentChain
{
    private readonly Lock _gate = new();
    private readonly List<FinalEntry> _final = [];
    private readonly Dictionary<Hash256, Proposal> _blocks = [];

    // Places of transactions since the last part was taken, and those of that part, which leave with one call. They
    // are filled when somebody asks for one: a node that nobody asks does without.
    private Dictionary<Hash256, TransactionLocation> _places = [];
    private Dictionary<Hash256, TransactionLocation> _takenPlaces = [];
    // How many final blocks, the oldest ones, are in the part, and how many have their places in the tables.
    private int _taken;
    private int _placed;
    private readonly SortedDictionary<(ulong View, Hash256 Hash), Proposal> _pending = [];
    private readonly SortedDictionary<uint, EpochProof> _epochs = [];
    private RecentValues _values = new();
    private RecentValues? _spare = new();
    private long _recordBytes;

    /// <summary>Final blocks that wait for a checkpoint.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _final.Count;
            }
        }
    }

    /// <summary>There is anything a checkpoint would write.</summary>
    public bool HasAny
    {
        get
        {
            lock (_gate)
            {
                return _final.Count + _pending.Count + _epochs.Count > 0;
            }
        }
    }

    /// <summary>Bytes of log records that wait for a checkpoint: a start after a crash reads them all.</summary>
    public long RecordBytes => Volatile.Read(ref _recordBytes);

    /// <summary>Notes that the log got a record of as many bytes.</summary>
    public void CountRecord(int bytes) => Interlocked.Add(ref _recordBytes, bytes);

    /// <summary>Adds a final block.</summary>
    public void AddFinal(FinalEntry entry)
    {
        RecentValues values = _values;
        ChangeSet changes = entry.State.Changes;
        for (int index = 0; index < changes.Count; index++)
        {
            if (changes.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                values.Put(changes.KeyAt(index), value);
            }
            else
            {
                values.Remove(changes.KeyAt(index));
            }
        }
        lock (_gate)
        {
            _final.Add(entry);
            _blocks[entry.Block.Hash] = entry.Block;
            DropPending(entry.Block.Header.View, entry.Block.Hash);
        }
    }

    /// <summary>Adds a block above the final head.</summary>
    public void AddPending(Proposal block)
    {
        lock (_gate)
        {
            // A block may have become final since the caller looked.
            if (_final.Count == 0 || block.Header.View > _final[^1].Block.Header.View)
            {
                _pending[(block.Header.View, block.Hash)] = block;
                _blocks[block.Hash] = block;
            }
        }
    }

    /// <summary>True when a block above the final head is here.</summary>
    public bool IsPending(Proposal block)
    {
        lock (_gate)
        {
            return _pending.ContainsKey((block.Header.View, block.Hash));
        }
    }

    /// <summary>Adds what opens an epoch.</summary>
    public void AddEpoch(EpochProof proof)
    {
        lock (_gate)
        {
            _epochs[proof.Transition.Epoch] = proof;
        }
    }

    /// <summary>A block by hash.</summary>
    public Proposal? FindBlock(Hash256 hash)
    {
        lock (_gate)
        {
            return _blocks.GetValueOrDefault(hash);
        }
    }

    /// <summary>A final block by height.</summary>
    public FinalEntry? FindFinal(ulong height)
    {
        lock (_gate)
        {
            ulong first = _final.Count == 0 ? ulong.MaxValue : _final[0].Height;
            return height >= first && height - first < (ulong)_final.Count ? _final[(int)(height - first)] : null;
        }
    }

    /// <summary>The value of a key before the first block above a height that changed it; null when it had none.
    /// </summary>
    /// <returns>False when no such block is here.</returns>
    public bool TryFindUndo(in Hash256 key, ulong height, out byte[]? value)
    {
        lock (_gate)
        {
            foreach (FinalEntry entry in _final)
            {
                int index = entry.Height > height && entry.Undo is { } undo ? undo.Find(key) : -1;
                if (index >= 0)
                {
                    value = entry.Undo!.TryValueAt(index, out ReadOnlySpan<byte> bytes) ? bytes.ToArray() : null;
                    return true;
                }
            }
        }
        value = null;
        return false;
    }

    /// <summary>What a block replaced; the caller recycles it. False when the block is not here.</summary>
    public bool TryTakeUndo(ulong height, [NotNullWhen(true)] out ChangeSet? undo)
    {
        lock (_gate)
        {
            // A checkpoint may drop the block as soon as the lock is left.
            undo = FindFinal(height)?.Undo;
            undo?.Retain();
        }
        return undo is not null;
    }

    /// <summary>Where a final transaction is.</summary>
    public bool TryLocate(Hash256 transactionId, out TransactionLocation place)
    {
        lock (_gate)
        {
            for (; _placed < _final.Count; _placed++)
            {
                AddPlaces(_placed < _taken ? _takenPlaces : _places, _final[_placed]);
            }
            return _places.TryGetValue(transactionId, out place)
                || _takenPlaces.TryGetValue(transactionId, out place);
        }
    }

    /// <summary>What opens an epoch.</summary>
    public EpochProof? FindEpoch(uint epoch)
    {
        lock (_gate)
        {
            return _epochs.GetValueOrDefault(epoch);
        }
    }

    /// <summary>Blocks above the final head, ascending by view.</summary>
    public Proposal[] Pending()
    {
        lock (_gate)
        {
            return [.. _pending.Values];
        }
    }

    /// <summary>
    /// Takes everything there is for a checkpoint. It stays readable here until <see cref="Drop"/>; the writer waits.
    /// </summary>
    public RecentPart Take()
    {
        lock (_gate)
        {
            RecentValues values = _values;
            _values = _spare ?? new RecentValues();
            _spare = null;
            Volatile.Write(ref _recordBytes, 0);
            TakePlaces();
            return new RecentPart([.. _final], values, [.. _pending.Values], [.. _epochs.Values]);
        }
    }

    /// <summary>Forgets what a checkpoint has written.</summary>
    public void Drop(RecentPart part)
    {
        lock (_gate)
        {
            Check.That(part.Final.Length == _taken);
            _final.RemoveRange(0, _taken);
            _placed = Math.Max(_placed - _taken, 0);
            _taken = 0;
            foreach (FinalEntry entry in part.Final)
            {
                _blocks.Remove(entry.Block.Hash);
                entry.Undo?.Recycle();
            }
            _takenPlaces.Clear();
            foreach (EpochProof proof in part.Epochs)
            {
                _epochs.Remove(proof.Transition.Epoch);
            }
            foreach (Proposal block in part.Pending)
            {
                // One that became final meanwhile is held by the list of final blocks.
                if (_pending.Remove((block.Header.View, block.Hash)))
                {
                    _blocks.Remove(block.Hash);
                }
            }
            part.Values.Clear();
            _spare = part.Values;
        }
    }

    private static void AddPlaces(Dictionary<Hash256, TransactionLocation> places, FinalEntry entry)
    {
        for (int index = 0; index < entry.Receipts.Count; index++)
        {
            places[entry.Receipts.TransactionIdAt(index)] = new TransactionLocation(entry.Height, (uint)index);
        }
    }

    private void TakePlaces()
    {
        if (_taken == 0)
        {
            (_places, _takenPlaces) = (_takenPlaces, _places);
        }
        else
        {
            // A part that was taken and never written is still here and is taken again with what came after it.
            _placed = Math.Min(_placed, _taken);
            _places.Clear();
        }
        _taken = _final.Count;
    }

    // Blocks at or below the final view can never become final, but for the one that just did.
    private void DropPending(ulong view, Hash256 final)
    {
        while (_pending.Count > 0)
        {
            (ulong View, Hash256 Hash) first = FirstPending();
            if (first.View > view)
            {
                return;
            }
            _pending.Remove(first);
            if (first.Hash != final)
            {
                _blocks.Remove(first.Hash);
            }
        }
    }

    private (ulong View, Hash256 Hash) FirstPending()
    {
        foreach (KeyValuePair<(ulong View, Hash256 Hash), Proposal> entry in _pending)
        {
            return entry.Key;
        }
        return default;
    }
}
