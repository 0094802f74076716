using System.Diagnostics.CodeAnalysis;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>The past: states before the final one, and the end of what is not to be kept.</summary>
public sealed partial class ChainStore
{
    // What a checkpoint gives back at once, and what came while it worked.
    private const int WaitingUndoSets = 128;

    private readonly ChangeSetBuilder _undo = new(new ChangeSetPool(WaitingUndoSets));
    private readonly ValueArena _undoValues = new();
    private ValueRange[] _undoRanges = [];
    private volatile KeptHistory _kept = KeptHistory.From(0, Retention.BlocksOnly);
    private readonly Pruner _pruner;
    private volatile bool _isClosing;

    /// <summary>What of the past this store has.</summary>
    public KeptHistory Kept => _kept;

    /// <summary>The state after a final block; false when it is not kept.</summary>
    /// <remarks>
    /// <b>Cost</b>: a read of a past state is one seek, however far back. <b>Errors</b>: a read ends in
    /// <see cref="StateMovedException"/> once the state was pruned.
    /// </remarks>
    public bool TryGetStateAt(ulong height, [NotNullWhen(true)] out IStateReader? state)
    {
        BlockState current = _finalizedState;
        bool kept = height >= _kept.OldestState && height < current.Height;
        state = height == current.Height ? current : null;
        state ??= kept ? new PastState(this, height) : null;
        return state is not null;
    }

    /// <summary>
    /// The state after a final block as a tree, for proofs: the final one with all undone that was changed since.
    /// </summary>
    /// <param name="height">The block.</param>
    /// <param name="maxKeys">Most keys to undo; the work is in proportion to their number.</param>
    /// <param name="state">The state, until the pin is disposed of.</param>
    /// <param name="pin">The caller's to dispose of.</param>
    /// <returns>False when the state is not kept or more keys were changed since.</returns>
    /// <exception cref="StateMovedException">Newer blocks became final meanwhile: try again.</exception>
    public bool TryRewind(
        ulong height, int maxKeys, [NotNullWhen(true)] out BlockState? state, [NotNullWhen(true)] out StatePin? pin)
    {
        state = null;
        pin = null;
        BlockState current = _finalizedState;
        if (height > current.Height || !TryCollectUndo(height, current.Height, maxKeys, out ChangeSet? undo))
        {
            return false;
        }
        BlockState past = current.Rewind(height, undo);
        pin = past.Pin();
        state = past;
        return true;
    }

    /// <summary>What undoes the blocks above a height, up to another; false when that is too much or not kept.
    /// </summary>
    /// <exception cref="StateMovedException">It was pruned meanwhile.</exception>
    internal bool TryCollectUndo(ulong height, ulong head, int maxKeys, [NotNullWhen(true)] out ChangeSet? undo)
    {
        undo = null;
        if (height < _kept.OldestState && height < head)
        {
            return false;
        }
        SortedDictionary<Hash256, byte[]?> before = [];
        for (ulong above = height + 1; above <= head && before.Count <= maxKeys; above++)
        {
            AddUndo(height, above, before);
        }
        if (before.Count > maxKeys)
        {
            return false;
        }
        ChangeSetBuilder builder = new();
        foreach ((Hash256 key, byte[]? value) in before)
        {
            if (value is null)
            {
                builder.Remove(key);
            }
            else
            {
                builder.Add(key, value);
            }
        }
        undo = builder.Build();
        return true;
    }

    /// <summary>The value of a key after a final block below the head.</summary>
    /// <exception cref="StateMovedException">The state was pruned.</exception>
    internal bool TryReadPast(ulong height, in Hash256 key, out byte[] value)
    {
        // Newest first: what a checkpoint moves to the store meanwhile is found there. The older answer wins.
        bool found = _finalizedState.TryGet(key, out value);
        bool replaced = _recent.TryFindUndo(key, height, out byte[]? before);
        if (PastValues.TryFind(_store, key, height, out byte[]? stored))
        {
            replaced = true;
            before = stored;
        }
        ThrowIfPruned(height);
        value = replaced ? before ?? [] : value;
        return replaced ? before is not null : found;
    }

    // The first change above the height wins: what is there already stays.
    private void AddUndo(ulong height, ulong block, SortedDictionary<Hash256, byte[]?> before)
    {
        if (_recent.TryTakeUndo(block, out ChangeSet? recent))
        {
            for (int index = 0; index < recent.Count; index++)
            {
                bool had = recent.TryValueAt(index, out ReadOnlySpan<byte> value);
                before.TryAdd(recent.KeyAt(index), had ? value.ToArray() : null);
            }
            recent.Recycle();
            return;
        }
        bool kept = PastValues.TryGetKeys(_store, block, out Hash256[] keys);
        foreach (Hash256 key in keys)
        {
            if (!before.ContainsKey(key))
            {
                kept &= PastValues.TryGetBefore(_store, key, block, out byte[]? value);
                before.Add(key, value);
            }
        }
        ThrowIfPruned(height);
        if (!kept)
        {
            throw new StateCorruptException($"values that block {block} replaced are missing");
        }
    }

    private void ThrowIfPruned(ulong height)
    {
        if (height < _kept.OldestState)
        {
            throw new StateMovedException();
        }
    }

    // What the block replaced, read before its state takes the place of the one it was made from.
    private FinalEntry WithUndo(FinalEntry entry)
    {
        if (!_kept.Retention.KeepsStates)
        {
            return entry;
        }
        ReadOnlySpan<Hash256> keys = entry.State.Changes.Keys;
        if (_undoRanges.Length < keys.Length)
        {
            _undoRanges = new ValueRange[2 * keys.Length];
        }
        Span<ValueRange> ranges = _undoRanges.AsSpan(0, keys.Length);
        _undoValues.Clear();
        _finalizedState.ReadMany(keys, _undoValues, ranges);
        for (int index = 0; index < keys.Length; index++)
        {
            if (ranges[index].IsFound)
            {
                _undo.Add(keys[index], _undoValues[ranges[index]]);
            }
            else
            {
                _undo.Remove(keys[index]);
            }
        }
        return entry with { Undo = _undo.Build() };
    }

    // On the thread of the checkpoint: one step, and more while there is time.
    private void Prune(Header head)
    {
        ulong firstBlock = FirstBlockToKeep(head);
        bool more = true;
        while (more && !_isClosing)
        {
            more = _pruner.Step(_kept, head.Height, firstBlock, kept => _kept = kept)
                && _options.Background is not null && !IsCheckpointDue();
        }
    }

    private ulong FirstBlockToKeep(Header head)
    {
        uint epochs = _kept.Retention.Epochs;
        return head.Epoch >= epochs && TryGetEpoch(head.Epoch - epochs + 1, out EpochProof? first)
            ? first.Closing.Height + 1
            : 0;
    }

    // The store says what it has; the options say what it is to keep from now on.
    private void LoadHistory()
    {
        if (!TryRead(ColumnFamily.Meta, StoreKeys.History, out byte[] bytes))
        {
            throw new StateCorruptException("what the store keeps of the past is not noted");
        }
        KeptHistory stored = Decode<KeptHistory>(bytes);
        _kept = stored.With(_options.Retention ?? stored.Retention, _appliedHeight);
        if (_kept != stored)
        {
            StoreBatch batch = new();
            Put(batch, ColumnFamily.Meta, StoreKeys.History, Ace.Encode(_kept));
            _store.Write(batch, sync: true);
        }
        if (_kept.Retention != stored.Retention && _kept.Missing(_appliedHeight) is { } missing)
        {
            string profile = _kept.Retention.Profile.ToString().ToLowerInvariant();
            _options.Warn?.Invoke($"this store was not kept as {profile} before: {missing} are missing and stay so");
        }
    }
}
