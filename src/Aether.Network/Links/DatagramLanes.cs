using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Datagrams between a thread that uses them and the thread that drives the connections.</summary>
/// <remarks>
/// A connection whose queue is full makes the others wait, but not for longer than <see cref="PatienceMs"/> in each
/// <see cref="WindowMs"/>: beyond that its datagrams are lost, so that a slow peer slows nobody else down.
/// <b>Threads</b>: <see cref="HandOver"/> and <see cref="OnArrived"/> are the network thread's; everything else is safe
/// from any one other. <b>Cost</b>: no allocation after construction.
/// </remarks>
internal sealed class DatagramLanes
{
    /// <summary>How long datagrams wait for one connection in a window.</summary>
    public const long PatienceMs = 50;

    /// <summary>After how long a connection is waited for again.</summary>
    public const long WindowMs = 1_000;

    private readonly DatagramRing _outgoing = new(Limits.Network.DatagramRingBytes);
    private readonly DatagramRing _incoming = new(Limits.Network.DatagramRingBytes);
    private readonly WakeSignal _wake;
    private readonly ushort[] _heldPeers;
    private readonly byte[] _held = new byte[Limits.Network.MaxDatagramBytes];
    private readonly long[] _waitedMs;
    private long _windowStartMs;
    private long _fullSinceMs = -1;
    private int _heldCount;
    private int _heldBytes;
    private WakeSignal? _signal;
    private long _sent;
    private long _unsent;
    private long _received;
    private long _dropped;

    /// <summary>Creates empty lanes.</summary>
    /// <param name="peers">Numbers of peers are below this.</param>
    /// <param name="wake">Wakes the network thread.</param>
    public DatagramLanes(int peers, WakeSignal wake)
    {
        _wake = wake;
        _heldPeers = new ushort[peers];
        _waitedMs = new long[peers];
    }

    /// <summary>Gives a datagram to a connection.</summary>
    /// <returns>Whether it was taken; null when there is no connection.</returns>
    public delegate bool? Give(ushort peer, ReadOnlySpan<byte> datagram);

    /// <inheritdoc cref="IDatagramLinks.TrySend"/>
    public bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram)
    {
        Check.That(datagram.Length is > 0 and <= Limits.Network.MaxDatagramBytes && peers.Length <= _heldPeers.Length);
        if (peers.IsEmpty)
        {
            return true;
        }
        if (!_outgoing.TryAdd(peers, datagram))
        {
            Interlocked.Add(ref _unsent, peers.Length);
            return false;
        }
        _wake.Set();
        return true;
    }

    /// <inheritdoc cref="IDatagramLinks.TryReceiveDatagram"/>
    public bool TryReceive(Span<byte> buffer, out ushort peer, out int bytes)
    {
        Span<ushort> from = stackalloc ushort[1];
        bool any = _incoming.TryTake(from, buffer, out _, out bytes);
        peer = from[0];
        return any;
    }

    /// <inheritdoc cref="IDatagramLinks.SetDatagramSignal"/>
    public void SetSignal(WakeSignal signal)
    {
        Volatile.Write(ref _signal, signal);
        if (_incoming.Count > 0)
        {
            signal.Set();
        }
    }

    /// <inheritdoc cref="IDatagramLinks.ReadDatagramCounters"/>
    public DatagramCounters ReadCounters() => new(
        Interlocked.Read(ref _sent),
        Interlocked.Read(ref _unsent),
        Interlocked.Read(ref _received),
        Interlocked.Read(ref _dropped));

    /// <summary>A datagram came; it is copied.</summary>
    /// <param name="peer">From whom.</param>
    /// <param name="datagram">Any bytes.</param>
    /// <param name="isAllowed">False when the peer has used up its budget.</param>
    public void OnArrived(ushort peer, ReadOnlySpan<byte> datagram, bool isAllowed)
    {
        bool taken = isAllowed && datagram.Length is > 0 and <= Limits.Network.MaxDatagramBytes
            && _incoming.TryAdd([peer], datagram);
        Interlocked.Increment(ref taken ? ref _received : ref _dropped);
        if (taken)
        {
            Volatile.Read(ref _signal)?.Set();
        }
    }

    /// <summary>Gives waiting datagrams to connections.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="most">Datagrams to look at.</param>
    /// <param name="give">Takes one for a peer.</param>
    /// <returns>Milliseconds until it is worth another call: 0 for more that can go now, -1 for nothing left.</returns>
    public int HandOver(long nowMs, int most, Give give)
    {
        if (nowMs - _windowStartMs >= WindowMs)
        {
            _windowStartMs = nowMs;
            Array.Clear(_waitedMs);
        }
        for (int turn = 0; turn < most; turn++)
        {
            if (_heldCount == 0 && !_outgoing.TryTake(_heldPeers, _held, out _heldCount, out _heldBytes))
            {
                return -1;
            }
            while (_heldCount > 0)
            {
                if (!TryGive(_heldPeers[_heldCount - 1], nowMs, give))
                {
                    return 1;
                }
                _heldCount--;
            }
        }
        return 0;
    }

    // False: the peer's queue is full, and it is worth waiting for it.
    private bool TryGive(ushort peer, long nowMs, Give give)
    {
        bool? taken = give(peer, _held.AsSpan(0, _heldBytes));
        long waitedMs = _fullSinceMs < 0 ? 0 : nowMs - _fullSinceMs;
        if (taken == false && _waitedMs[peer] + waitedMs < PatienceMs)
        {
            _fullSinceMs = _fullSinceMs < 0 ? nowMs : _fullSinceMs;
            return false;
        }
        _waitedMs[peer] += waitedMs;
        _fullSinceMs = -1;
        Interlocked.Increment(ref taken == true ? ref _sent : ref _unsent);
        return true;
    }
}
