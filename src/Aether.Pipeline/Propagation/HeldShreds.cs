using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Propagation;

/// <summary>Shreds that came before the header of their block: copies, within fixed memory and a share for each peer.
/// </summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: giving some out moves those behind them.</remarks>
internal sealed class HeldShreds
{
    private const int LeastShares = 4;

    private readonly byte[] _memory = new byte[Limits.Shred.MaxHeldBytes];
    private readonly int[] _bytesOf;
    private readonly int _share;
    private List<Entry> _entries = [];
    private List<Entry> _kept = [];
    private int _end;

    /// <summary>Creates an empty one.</summary>
    /// <param name="peers">Numbers of peers are below this.</param>
    public HeldShreds(int peers)
    {
        _bytesOf = new int[peers];
        _share = _memory.Length / Math.Max(LeastShares, peers / 2);
    }

    /// <summary>What is done with a shred.</summary>
    public delegate void Taker(ushort peer, ReadOnlySpan<byte> shred);

    /// <summary>Shreds held.</summary>
    public int Count => _entries.Count;

    /// <summary>Keeps a shred; false when the peer's share or all memory is used up.</summary>
    public bool TryAdd(ulong view, ushort proposer, ushort peer, ReadOnlySpan<byte> shred, long nowMs)
    {
        if (peer >= _bytesOf.Length || _bytesOf[peer] + shred.Length > _share || _end + shred.Length > _memory.Length)
        {
            return false;
        }
        shred.CopyTo(_memory.AsSpan(_end));
        _entries.Add(new Entry(view, proposer, peer, _end, shred.Length, nowMs));
        _end += shred.Length;
        _bytesOf[peer] += shred.Length;
        return true;
    }

    /// <summary>Gives out the shreds of a block, oldest first, and forgets them.</summary>
    /// <param name="view">View of the block.</param>
    /// <param name="proposer">Its proposer.</param>
    /// <param name="take">Borrows each; must not come back here.</param>
    public void Release(ulong view, ushort proposer, Taker take) =>
        Sweep(entry => entry.View == view && entry.Proposer == proposer, take);

    /// <summary>Forgets what came before a time.</summary>
    public void Forget(long beforeMs)
    {
        if (_entries.Count > 0 && _entries[0].SinceMs < beforeMs)
        {
            Sweep(entry => entry.SinceMs < beforeMs, (_, _) => { });
        }
    }

    private void Sweep(Predicate<Entry> isOut, Taker take)
    {
        int end = 0;
        _kept.Clear();
        foreach (Entry entry in _entries)
        {
            Span<byte> shred = _memory.AsSpan(entry.Offset, entry.Bytes);
            if (isOut(entry))
            {
                _bytesOf[entry.Peer] -= entry.Bytes;
                take(entry.Peer, shred);
                continue;
            }
            shred.CopyTo(_memory.AsSpan(end));
            _kept.Add(entry with { Offset = end });
            end += entry.Bytes;
        }
        (_entries, _kept) = (_kept, _entries);
        _end = end;
        Check.That(_end <= _memory.Length);
    }

    private readonly record struct Entry(
        ulong View, ushort Proposer, ushort Peer, int Offset, int Bytes, long SinceMs);
}
