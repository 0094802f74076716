using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Native.Quic;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.Network.Links;

/// <summary>The pipeline's messages over connections with proven peers: peer i is the i-th of a list.</summary>
/// <remarks>
/// Of two peers the one with the lower number dials, and dials again for ever when the connection is lost. A new
/// connection of a peer takes the place of its old one: a node that was started again need not wait for the old one's
/// end to be noticed. Whoever is not in the list is refused. A peer that sends more than <see cref="LinkBudget"/>
/// allows, or is reported too often, is cut off, and refused for a time that grows.
/// <b>Ownership</b>: owns the transport and the thread that drives it. Messages sent are kept until they are handed
/// over; those received are copied.
/// <b>Threads</b>: sending and receiving as <see cref="ITransport"/> says; one thread of its own drives the peers.
/// <b>Errors</b>: what does not fit a queue or a connection is lost and counted; the protocols above repeat.
/// </remarks>
public sealed class PeerLinks : ITransport, IDatagramLinks
{
    private const int Channels = 2;
    private const ushort Everyone = ushort.MaxValue;
    private const int LongestWaitMs = 100;
    private const int StatusMs = 500;
    // Messages handed over before events have their turn, and events taken before dials have theirs.
    private const int Turn = 256;

    private readonly IPeerTransport _peers;
    private readonly PeerLink[] _links;
    private readonly LinkBudget[] _budgets;
    // Peers whose messages that still wait are not worth a look.
    private readonly bool[] _isMuted;
    private readonly int[] _reports;
    private readonly Dictionary<PeerId, ushort> _numbers = [];
    private readonly MessageQueue[] _outgoing = new MessageQueue[Channels];
    private readonly MessageQueue[] _incoming = new MessageQueue[Channels];
    private readonly DatagramLanes _datagrams;
    private readonly DatagramLanes.Give _giveDatagram;
    private readonly ChannelTally[] _tallies = new ChannelTally[Channels];
    private readonly WakeSignal _wake = new();
    private readonly TimeProvider _time;
    private Thread? _thread;
    private volatile bool _stopped;
    private volatile int _connected;
    private volatile bool _hasReports;
    private volatile IReadOnlyList<PeerLinkStatus> _status = [];
    private long _statusDueMs = long.MinValue;
    private long _strangers;
    private long _cut;
    private long _refused;
    private long _dropped;
    private long _offences;

    /// <summary>Prepares the links; nothing is dialled before <see cref="Start"/>.</summary>
    /// <param name="peers">Connections; taken over.</param>
    /// <param name="localPeer">This node's place in the list.</param>
    /// <param name="addresses">Every node of the network, this one too, the same on each: at most 65,535.</param>
    /// <param name="time">Clock of the dials.</param>
    public PeerLinks(
        IPeerTransport peers, ushort localPeer, IReadOnlyList<PeerAddress> addresses, TimeProvider time)
    {
        Check.That(localPeer < addresses.Count && addresses.Count < Everyone);
        Check.That(addresses[localPeer].Id == peers.Local);
        _peers = peers;
        LocalPeer = localPeer;
        _time = time;
        _links = [.. addresses.Select(peer => new PeerLink(peer.Id, peer.Address))];
        _budgets = new LinkBudget[_links.Length];
        _isMuted = new bool[_links.Length];
        _reports = new int[_links.Length];
        Array.Fill(_budgets, new LinkBudget(long.MinValue));
        _datagrams = new DatagramLanes(_links.Length, _wake);
        _giveDatagram = GiveDatagram;
        for (int number = 0; number < _links.Length; number++)
        {
            Check.That(_numbers.TryAdd(_links[number].Id, (ushort)number));
        }
        for (int channel = 0; channel < Channels; channel++)
        {
            _outgoing[channel] = CreateQueue((TransportChannel)channel);
            _outgoing[channel].SetSignal(_wake);
            _incoming[channel] = CreateQueue((TransportChannel)channel);
            _tallies[channel] = new ChannelTally();
        }
        peers.SetReceiveSignal(_wake);
    }

    /// <inheritdoc/>
    public ushort LocalPeer { get; }

    /// <inheritdoc/>
    public int PeerCount => _links.Length;

    /// <inheritdoc/>
    public int MaxDatagramBytes => _peers.MaxDatagramBytes;

    /// <summary>Peers connected now.</summary>
    public int Connected => _connected;

    /// <summary>All peers of the list but this node; at most half a second old.</summary>
    public IReadOnlyList<PeerLinkStatus> Status => _status;

    /// <summary>Begins to dial and to carry messages.</summary>
    public void Start()
    {
        Check.That(_thread is null);
        _thread = new Thread(Run) { Name = "network", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        Check.That(peer != LocalPeer && peer < _links.Length);
        return !_stopped && _outgoing[(int)channel].TryAdd(new TransportMessage(peer, message));
    }

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message) =>
        !_stopped && _outgoing[(int)channel].TryAdd(new TransportMessage(Everyone, message)) ? _links.Length - 1 : 0;

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        while (_incoming[(int)channel].TryTake(out message))
        {
            if (!Volatile.Read(ref _isMuted[message.Peer]))
            {
                _tallies[(int)channel].CountReceived();
                return true;
            }
            Interlocked.Increment(ref _dropped);
        }
        return false;
    }

    /// <inheritdoc/>
    public void Report(ushort peer)
    {
        Interlocked.Increment(ref _reports[peer]);
        Interlocked.Increment(ref _offences);
        _hasReports = true;
        _wake.Set();
    }

    /// <summary>What was kept away.</summary>
    public PeerLinksCounters ReadLinkCounters() => new(
        Interlocked.Read(ref _strangers),
        Interlocked.Read(ref _cut),
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _dropped),
        Interlocked.Read(ref _offences));

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal) =>
        _incoming[(int)channel].SetSignal(signal);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel)
    {
        (long outDropped, long outRefused, _) = _outgoing[(int)channel].ReadCounters();
        (long dropped, long refused, long highWater) = _incoming[(int)channel].ReadCounters();
        return _tallies[(int)channel].Read(dropped + outDropped, refused + outRefused, highWater) with
        {
            Waiting = _incoming[(int)channel].Count,
        };
    }

    /// <inheritdoc/>
    public bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram) =>
        !_stopped && _datagrams.TrySend(peers, datagram);

    /// <inheritdoc/>
    public bool TryReceiveDatagram(Span<byte> buffer, out ushort peer, out int bytes) =>
        _datagrams.TryReceive(buffer, out peer, out bytes);

    /// <inheritdoc/>
    public void SetDatagramSignal(WakeSignal signal) => _datagrams.SetSignal(signal);

    /// <inheritdoc/>
    public DatagramCounters ReadDatagramCounters() => _datagrams.ReadCounters();

    /// <summary>What the socket below has seen; nothing where there is none.</summary>
    public QuicCounters ReadSocketCounters() => (_peers as QuicEndpoint)?.ReadCounters().Socket ?? default;

    /// <summary>Closes every connection and ends the thread.</summary>
    public void Dispose()
    {
        if (!_stopped)
        {
            _stopped = true;
            _wake.Set();
            _thread?.Join();
            _peers.Dispose();
        }
    }

    /// <summary>One round: events, messages, dials. Returns for how many milliseconds nothing is due.</summary>
    internal int Step(long nowMs)
    {
        bool more = TakeEvents(nowMs);
        Judge(nowMs);
        more |= HandOver(TransportChannel.Consensus) | HandOver(TransportChannel.Transactions);
        // Last: whatever else waits has been handed over.
        int waitMs = _datagrams.HandOver(nowMs, Turn, _giveDatagram);
        Dial(nowMs);
        if (nowMs >= _statusDueMs)
        {
            _statusDueMs = nowMs + StatusMs;
            _status = [.. _links.Where((_, number) => number != LocalPeer).Select(link => Describe(link, nowMs))];
        }
        return more || waitMs == 0 ? 0 : waitMs < 0 ? LongestWaitMs : waitMs;
    }

    private static MessageQueue CreateQueue(TransportChannel channel) => channel == TransportChannel.Consensus
        ? new MessageQueue(
            Limits.Network.MaxConsensusMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest)
        : new MessageQueue(
            Limits.Network.MaxTransactionMessages, Limits.Network.MaxTransactionBytes, FullQueuePolicy.DropOldest);

    private PeerLinkStatus Describe(PeerLink link, long nowMs) => link.Connection is { } connection
        ? new PeerLinkStatus(
            link.Id, link.Address, true, link.Inbound, nowMs - link.SinceMs, _peers.ReadRttUs(connection))
        : new PeerLinkStatus(link.Id, link.Address, false, false, 0, null);

    private void Run()
    {
        while (!_stopped)
        {
            int waitMs = Step(NowMs());
            if (waitMs > 0)
            {
                _wake.Wait(waitMs);
            }
        }
        foreach (PeerLink link in _links)
        {
            if (link.Connection is { } connection)
            {
                _peers.Close(connection, CloseCode.Done);
            }
        }
    }

    private long NowMs() => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    // True when there may be more: a peer that never stops must not keep this node from sending.
    private bool TakeEvents(long nowMs)
    {
        for (int turn = 0; turn < Turn; turn++)
        {
            if (!_peers.TryReceive(out PeerEvent happened))
            {
                return false;
            }
            OnEvent(happened, nowMs);
        }
        return true;
    }

    private void OnEvent(in PeerEvent happened, long nowMs)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.Connected:
                OnConnected(happened, nowMs);
                break;
            case PeerEventKind.Closed:
                OnClosed(happened, nowMs);
                break;
            case PeerEventKind.Datagram
                when _numbers.TryGetValue(happened.Peer, out ushort number) && number != LocalPeer:
                bool isAllowed = !_links[number].IsRefused(nowMs) && _budgets[number].TakeDatagram(nowMs);
                _datagrams.OnArrived(number, happened.Bytes.Span, isAllowed);
                break;
            case PeerEventKind.Message or PeerEventKind.Request
                when _numbers.TryGetValue(happened.Peer, out ushort number) && number != LocalPeer:
                OnBytes(number, happened, nowMs);
                break;
            default:
                break;
        }
    }

    // What no validator sends costs it as much as what is read.
    private void OnBytes(ushort number, in PeerEvent happened, long nowMs)
    {
        bool isMessage = happened.Kind == PeerEventKind.Message;
        TransportChannel channel = isMessage && happened.Class == MessageClass.Transactions
            ? TransportChannel.Transactions
            : TransportChannel.Consensus;
        BudgetVerdict verdict = _links[number].IsRefused(nowMs)
            ? BudgetVerdict.Drop
            : _budgets[number].Take(nowMs, channel, happened.Bytes.Length);
        if (verdict == BudgetVerdict.Take && isMessage)
        {
            _incoming[(int)channel].TryAdd(new TransportMessage(number, happened.Bytes.ToArray()));
        }
        else if (verdict == BudgetVerdict.Close)
        {
            Cut(number, nowMs);
        }
        else if (isMessage)
        {
            Interlocked.Increment(ref _dropped);
        }
        if (happened.Kind == PeerEventKind.Request)
        {
            _peers.Cancel(happened.Connection, happened.Request);
        }
    }

    private void Cut(int number, long nowMs)
    {
        Interlocked.Increment(ref _cut);
        Volatile.Write(ref _isMuted[number], true);
        _links[number].Refuse(nowMs);
        if (_links[number].Connection is { } connection)
        {
            _peers.Close(connection, CloseCode.OverBudget);
        }
    }

    // What the node made of the messages that it was given.
    private void Judge(long nowMs)
    {
        bool hasReports = _hasReports;
        _hasReports = false;
        for (int number = 0; hasReports && number < _links.Length; number++)
        {
            int offences = Interlocked.Exchange(ref _reports[number], 0);
            if (offences > 0 && !_links[number].IsRefused(nowMs) && !_budgets[number].TakeOffences(nowMs, offences))
            {
                Cut(number, nowMs);
            }
        }
    }

    private void OnConnected(in PeerEvent happened, long nowMs)
    {
        if (!_numbers.TryGetValue(happened.Peer, out ushort number) || number == LocalPeer)
        {
            Interlocked.Increment(ref _strangers);
            _peers.Close(happened.Connection, CloseCode.TooManyPeers);
            return;
        }
        if (_links[number].IsRefused(nowMs))
        {
            Interlocked.Increment(ref _refused);
            _peers.Close(happened.Connection, CloseCode.Banned);
            return;
        }
        Volatile.Write(ref _isMuted[number], false);
        if (_links[number].Connection is { } old)
        {
            _peers.Close(old, CloseCode.Duplicate);
        }
        _links[number].OnConnected(happened.Connection, happened.Inbound, nowMs);
        CountConnected();
    }

    private void OnClosed(in PeerEvent happened, long nowMs)
    {
        // What the transport ends a connection for is no better than what is found out here.
        if (happened.IsPeersFault && _numbers.TryGetValue(happened.Peer, out ushort number)
            && !_links[number].IsRefused(nowMs))
        {
            Cut(number, nowMs);
        }
        foreach (PeerLink link in _links)
        {
            link.OnClosed(happened.Connection, nowMs);
        }
        CountConnected();
    }

    private void CountConnected() => _connected = _links.Count(link => link.Connection is not null);

    // True when messages are left.
    private bool HandOver(TransportChannel channel)
    {
        for (int turn = 0; turn < Turn; turn++)
        {
            if (!_outgoing[(int)channel].TryTake(out TransportMessage message))
            {
                return false;
            }
            MessageClass messageClass = ConsensusClasses.Of(channel, message.Bytes.Span);
            for (int peer = 0; peer < _links.Length; peer++)
            {
                if (peer != LocalPeer && (message.Peer == Everyone || message.Peer == peer))
                {
                    SendOne(peer, channel, messageClass, message.Bytes.Span);
                }
            }
        }
        return true;
    }

    private void SendOne(int peer, TransportChannel channel, MessageClass messageClass, ReadOnlySpan<byte> bytes)
    {
        bool sent = _links[peer].Connection is { } connection && _peers.TrySend(connection, messageClass, bytes);
        _tallies[(int)channel].CountSent(sent, bytes.Length);
    }

    private bool? GiveDatagram(ushort peer, ReadOnlySpan<byte> datagram) =>
        _links[peer].Connection is { } connection ? _peers.TrySendDatagram(connection, datagram) : null;

    private void Dial(long nowMs)
    {
        for (int peer = LocalPeer + 1; peer < _links.Length; peer++)
        {
            PeerLink link = _links[peer];
            if (link.IsDue(nowMs))
            {
                bool began = _peers.TryDial(link.Address, link.Id, out ConnectionId connection);
                link.OnDial(began ? connection : null, nowMs);
            }
        }
    }
}
