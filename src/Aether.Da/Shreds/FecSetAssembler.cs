using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Da.Shreds;

/// <summary>Takes shreds as they arrive and makes blocks of them, within fixed memory.</summary>
/// <remarks>
/// <para>A shred is kept only when its view is open, its proposer was shown to lead there, its proof leads to the root
/// of its set, and the leader signed that root; the signature is checked once for a set. Everything else costs a lookup
/// or a few hashes and leaves nothing behind.</para>
/// <para><b>Threads</b>: one at a time. <b>Cost</b>: no allocation for a shred once the pool is warm.
/// <b>Errors</b>: bytes never throw.</para>
/// </remarks>
public sealed class FecSetAssembler
{
    private readonly Dictionary<(ulong View, ushort Proposer), BlockAssembler> _blocks = [];
    private readonly FecSetPool _pool;
    private readonly SignatureBudget _budget = new();
    private readonly Hash256 _genesis;
    private readonly long[] _outcomes = new long[(int)ShredOutcome.Full + 1];

    private ulong _finalView;
    private ulong _currentView;

    /// <summary>Creates an empty one.</summary>
    /// <param name="genesis">Hash of the genesis file.</param>
    /// <param name="maxBytes">Most bytes of kept shreds.</param>
    public FecSetAssembler(in Hash256 genesis, long maxBytes = Limits.Shred.MaxStoredBytes)
    {
        _genesis = genesis;
        _pool = new FecSetPool(maxBytes);
    }

    /// <summary>Blocks of which shreds may be kept.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>Bytes of memory for shreds, in use or not.</summary>
    public long MemoryBytes => _pool.Bytes;

    /// <summary>Sets in use.</summary>
    internal int SetsInUse => _pool.Outstanding;

    /// <summary>How many shreds had an outcome.</summary>
    public long CountOf(ShredOutcome outcome) => _outcomes[(int)outcome];

    /// <summary>Says where the chain stands: shreds of views in (final, current + 2] are taken.</summary>
    public void Advance(ulong finalView, ulong currentView)
    {
        Check.That(finalView <= currentView && finalView >= _finalView && currentView >= _currentView);
        _finalView = finalView;
        _currentView = currentView;
        foreach (((ulong View, ushort Proposer) key, BlockAssembler block) in _blocks)
        {
            if (finalView > key.View && finalView - key.View > Limits.Shred.KeptViews)
                Remove(key, block);
        }
    }

    /// <summary>Forgives senders their bad signatures; call it about ten times a second.</summary>
    public void Tick() => _budget.Reset();

    /// <summary>Opens a block: its proposer was shown to lead in its view.</summary>
    /// <returns>
    /// False outside the window, when all places are taken by later views, and for a block opened otherwise before.
    /// </returns>
    public bool TryOpen(in ShredSource source)
    {
        if (!IsOpen(source.View))
            return false;
        (ulong View, ushort Proposer) key = (source.View, source.Proposer);
        if (_blocks.TryGetValue(key, out BlockAssembler? known))
            return known.Source == source;
        if (_blocks.Count == Limits.Shred.MaxBlocks && !TryEvictBefore(source.View))
            return false;
        _blocks.Add(key, new BlockAssembler(_genesis, _pool, source));
        return true;
    }

    /// <summary>The block of a proposer in a view.</summary>
    public BlockAssembler? Find(ulong view, ushort proposer) => _blocks.GetValueOrDefault((view, proposer));

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">Borrowed for the call.</param>
    /// <param name="sender">Any number that stays the same for a sender; bad signatures are counted by it.</param>
    /// <param name="nowMs">The time.</param>
    public ShredOutcome Accept(ReadOnlySpan<byte> datagram, int sender, long nowMs)
    {
        ShredOutcome outcome = AcceptCore(datagram, sender, nowMs);
        _outcomes[(int)outcome]++;
        return outcome;
    }

    private ShredOutcome AcceptCore(ReadOnlySpan<byte> datagram, int sender, long nowMs)
    {
        if (ShredView.TryDecode(datagram, out ShredView shred) != ShredError.None)
            return ShredOutcome.Malformed;
        if (!IsOpen(shred.View))
            return ShredOutcome.OutOfWindow;
        return _blocks.TryGetValue((shred.View, shred.Proposer), out BlockAssembler? block)
            ? block.Accept(shred, _budget, sender, nowMs)
            : ShredOutcome.UnknownProposer;
    }

    // Differences, so that no view near the end of the range wraps.
    private bool IsOpen(ulong view) =>
        view > _finalView && (view <= _currentView || view - _currentView <= Limits.Shred.MaxFutureViews);

    private bool TryEvictBefore(ulong view)
    {
        (ulong View, ushort Proposer) oldest = (ulong.MaxValue, 0);
        foreach ((ulong View, ushort Proposer) key in _blocks.Keys)
        {
            if (key.CompareTo(oldest) < 0)
                oldest = key;
        }

        if (oldest.View >= view)
            return false;
        Remove(oldest, _blocks[oldest]);
        return true;
    }

    private void Remove((ulong View, ushort Proposer) key, BlockAssembler block)
    {
        block.Release();
        _blocks.Remove(key);
    }
}
