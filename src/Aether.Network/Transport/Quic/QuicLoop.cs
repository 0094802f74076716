using System.Net;
using Aether.Core;
using Aether.Core.Concurrency;
using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>The thread of one endpoint: takes commands, polls the socket, publishes events.</summary>
/// <remarks>
/// <b>Threads</b>: <see cref="Run"/> and everything it calls is one thread. The caller's thread publishes commands,
/// consumes events and returns blocks; what both touch is said to be.
/// <b>Waiting</b>: the loop says that it waits, then looks for commands once more; the caller publishes a command, then
/// looks whether the loop waits. One of them sees the other.
/// </remarks>
internal sealed partial class QuicLoop
{
    private const int CommandsPerRound = 1_024;
    private const ulong LongestWaitNs = 1_000_000_000;
    private const ulong RequestWaitNs = 20_000_000;
    private const int LongestLookMs = 1_000;
    private const int RttLookMs = 250;

    private static readonly Block[] s_classPrefixes = CreatePrefixes();

    private readonly QuicEndpointOptions _options;
    private readonly BlockPool _pool;
    private readonly SpscLink<QuicCommand> _commands = new(Limits.Network.MaxPeerCommands);
    private readonly SpscLink<QuicEvent> _events = new(Limits.Network.MaxPeerEvents);
    private readonly Queue<QuicEvent> _backlog = new();
    private readonly SendTable _sending = new();
    private readonly Dictionary<ulong, QuicPeer> _peers = [];
    private readonly List<QuicPeer> _held = [];
    private readonly List<QuicRequest> _late = [];
    private readonly Lock _countersLock = new();
    private readonly QuicSocket _socket;
    private readonly Thread _thread;
    private QuicCounters _counters;
    private long _allocated;
    private WakeSignal? _signal;
    private ulong _nextInbound = 2;
    private int _isWaiting;
    private int _ownRequests;
    private long _nextLookMs = long.MinValue;
    private long _nextRttMs = long.MinValue;
    private long _received;
    private long _queued;
    private long _droppedDatagrams;
    private bool _hasBacklog;
    private bool _isStopping;
    private bool _hasNews;

    internal QuicLoop(QuicEndpointOptions options, ReadOnlySpan<byte> seed, BlockPool pool)
    {
        _options = options;
        _pool = pool;
        _socket = QuicSocket.Create(options.ToSettings(), seed, this);
        Local = _socket.Local;
        _thread = new Thread(Run) { Name = $"quic {Local.Port}", IsBackground = true };
    }

    internal IPEndPoint Local { get; }

    // --------------------------------------------------------------------------------------------- the caller's side

    internal void Start() => _thread.Start();

    internal bool TryCommand(in QuicCommand command)
    {
        if (!_commands.TryPublish(command))
        {
            return false;
        }
        WakeIfWaiting();
        return true;
    }

    internal bool TryTake(out QuicEvent taken)
    {
        bool any = _events.TryConsume(out taken);
        if (any && Volatile.Read(ref _hasBacklog))
        {
            WakeIfWaiting();
        }
        return any;
    }

    /// <summary>Takes back a block that came with an event.</summary>
    internal void GiveBack(QuicEvent taken)
    {
        if (taken.Block is not Block block)
        {
            return;
        }
        int bytes = block.Capacity;
        Interlocked.Add(ref _received, -bytes);
        _pool.Return(block);
        if (taken.Kind == PeerEventKind.Datagram)
        {
            return;
        }
        long pending = taken.Peer.AddPending(-bytes);
        if (taken.Peer.IsHeld && pending <= Limits.Network.HoldReceivedBytes / 2)
        {
            WakeIfWaiting();
        }
    }

    /// <summary>Reserves memory for what is sent; false above the bound of all connections.</summary>
    internal bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _queued, bytes) <= Limits.Network.MaxQueuedBytes)
        {
            return true;
        }
        Interlocked.Add(ref _queued, -bytes);
        return false;
    }

    internal void Unreserve(int bytes) => Interlocked.Add(ref _queued, -bytes);

    internal void SetSignal(WakeSignal signal)
    {
        Volatile.Write(ref _signal, signal);
        if (_events.Count > 0)
        {
            signal.Set();
        }
    }

    internal QuicEndpointCounters ReadCounters(long refused)
    {
        lock (_countersLock)
        {
            return new QuicEndpointCounters(
                _counters,
                Interlocked.Read(ref _droppedDatagrams),
                Interlocked.Read(ref _received),
                Interlocked.Read(ref _queued),
                refused);
        }
    }

    /// <summary>Managed bytes that the thread has allocated.</summary>
    internal long ReadAllocated()
    {
        lock (_countersLock)
        {
            return _allocated;
        }
    }

    /// <summary>Ends the thread and the connections.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        _socket.Wake();
        _thread.Join();
        // Here and not on the thread: a wake-up under way on this one would put the release off to its end.
        _socket.SetCloseCode((ulong)CloseCode.Done);
        _socket.Dispose();
        DropCommands();
    }

    private void WakeIfWaiting()
    {
        // Orders what was published before the look at the flag; pairs with the fence in WaitTime.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isWaiting) != 0 && Interlocked.Exchange(ref _isWaiting, 0) != 0)
        {
            _socket.Wake();
        }
    }

    // -------------------------------------------------------------------------------------------------- the thread

    private void Run()
    {
        while (!Volatile.Read(ref _isStopping))
        {
            for (int i = 0; i < CommandsPerRound && _commands.TryConsume(out QuicCommand command); i++)
            {
                Execute(command);
            }
            PayCredit();
            FailLateRequests();
            CloseStalled();
            PublishBacklog();
            _socket.Poll(WaitTime());
            Volatile.Write(ref _isWaiting, 0);
            lock (_countersLock)
            {
                _counters = _socket.ReadCounters();
                _allocated = GC.GetAllocatedBytesForCurrentThread();
            }
            PublishRtts();
            TellCaller();
        }
    }

    private ulong WaitTime()
    {
        Volatile.Write(ref _isWaiting, 1);
        // Pairs with the fence in WakeIfWaiting.
        Interlocked.MemoryBarrier();
        if (_commands.Count > 0 || Volatile.Read(ref _isStopping))
        {
            return 0;
        }
        return _ownRequests > 0 || _held.Count > 0 || _backlog.Count > 0 ? RequestWaitNs : LongestWaitNs;
    }

    private void TellCaller()
    {
        if (_hasNews)
        {
            _hasNews = false;
            Volatile.Read(ref _signal)?.Set();
        }
    }

    private void Publish(in QuicEvent published)
    {
        _hasNews = true;
        if (_backlog.Count > 0 || !_events.TryPublish(published))
        {
            _backlog.Enqueue(published);
            Volatile.Write(ref _hasBacklog, true);
        }
    }

    private void PublishBacklog()
    {
        while (_backlog.TryPeek(out QuicEvent oldest) && _events.TryPublish(oldest))
        {
            _backlog.Dequeue();
            _hasNews = true;
        }
        if (_backlog.Count == 0)
        {
            Volatile.Write(ref _hasBacklog, false);
        }
        TellCaller();
    }

    /// <summary>Peers that were held get their credit when half of what they sent was read.</summary>
    private void PayCredit()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            QuicPeer peer = _held[i];
            if (!peer.IsOver && peer.Pending > Limits.Network.HoldReceivedBytes / 2)
            {
                continue;
            }
            peer.IsHeld = false;
            _held.RemoveAt(i);
            foreach ((long stream, long bytes) in peer.Owed)
            {
                _socket.Credit(peer.Native, stream, bytes, bytes);
            }
            peer.Owed.Clear();
        }
    }

    private void FailLateRequests()
    {
        if (_ownRequests == 0)
        {
            return;
        }
        long nowMs = NowMs();
        foreach (QuicPeer peer in _peers.Values)
        {
            foreach (QuicRequest request in peer.Requests.Values)
            {
                if (request.DeadlineMs != 0 && nowMs >= request.DeadlineMs)
                {
                    _late.Add(request);
                }
            }
            foreach (QuicRequest request in _late)
            {
                _socket.Reset(peer.Native, request.Stream, (ulong)CloseCode.Timeout);
                EndRequest(peer, request, null);
            }
            _late.Clear();
            while (peer.Waiting.TryPeek(out QuicRequest? waiting) && (waiting.IsOver || nowMs >= waiting.DeadlineMs))
            {
                peer.Waiting.Dequeue();
                FailWaiting(peer, waiting);
            }
        }
    }

    /// <summary>
    /// Peers that give no room for what waits for them. It is not told from a path that lost everything, so nobody is
    /// blamed.
    /// </summary>
    private void CloseStalled()
    {
        long nowMs = NowMs();
        if (nowMs < _nextLookMs)
        {
            return;
        }
        _nextLookMs = nowMs + Math.Min(LongestLookMs, _options.StalledMs / 4);
        foreach (QuicPeer peer in _peers.Values)
        {
            if (peer.Unacknowledged > 0 && nowMs - peer.ProgressMs >= _options.StalledMs)
            {
                _socket.Close(peer.Native, (ulong)CloseCode.OverBudget);
            }
        }
    }

    /// <summary>
    /// How far away the peers are; now and then, as it is a call for each. What is new is looked at in its first round.
    /// </summary>
    private void PublishRtts()
    {
        long nowMs = NowMs();
        if (nowMs < _nextRttMs)
        {
            return;
        }
        _nextRttMs = nowMs + RttLookMs;
        foreach (QuicPeer peer in _peers.Values)
        {
            peer.RttUs = (long)((_socket.ReadRtt(peer.Native) + 999) / 1_000);
        }
    }

    private void Blame(QuicPeer peer, CloseCode code)
    {
        peer.IsBlamed = true;
        _socket.Close(peer.Native, (ulong)code);
    }

    private long NowMs() => _options.Clock.GetTimestamp() / (_options.Clock.TimestampFrequency / 1_000);

    private void DropCommands()
    {
        while (_commands.TryConsume(out QuicCommand command))
        {
            if (command.Block is Block block)
            {
                Release(block);
            }
        }
    }

    /// <summary>The first byte of each class's stream, where native code can read it for ever.</summary>
    private static Block[] CreatePrefixes()
    {
        Block[] prefixes = new Block[QuicPeer.Classes];
        for (int i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = new Block(1, 0);
            prefixes[i].Bytes[0] = (byte)i;
        }
        return prefixes;
    }
}
