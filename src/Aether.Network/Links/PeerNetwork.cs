using System.Collections.Concurrent;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Peers;
using Aether.Network.Transport;
using NetworkAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.Network.Links;

/// <summary>A node among strangers: peers that it finds and chooses, gossip, and the pipeline's messages.</summary>
/// <remarks>
/// Number 0 of the pipeline is this node; the others are places of connections (<see cref="ConnectionSlots"/>). What
/// consensus sends to all goes at once to every connected validator and by gossip to everybody else; a repetition goes
/// to validators alone. What it sends to one peer goes to that one. Messages of gossip are given to the pipeline when
/// they are judged valid, or at once when a validator's node brought them.
/// <b>Ownership</b>: owns the transport. Messages sent are kept until they are handed over; those received are copied.
/// <b>Threads</b>: sending, receiving and judging from any; <see cref="RunOnce"/> from one, the network's:
/// <see cref="Start"/> makes it, a simulation calls it itself.
/// <b>Errors</b>: what does not fit a queue or a connection is lost and counted; the protocols above repeat.
/// </remarks>
public sealed partial class PeerNetwork : ITransport, IGossipSource
{
    private const int Channels = 2;
    private const ushort Everyone = ushort.MaxValue;
    private const ushort News = ushort.MaxValue - 1;
    private const int LongestWaitMs = 100;
    private const int TickMs = 100;
    private const int StatusMs = 500;

    // Messages handed over before events have their turn, and events taken before messages have theirs.
    private const int Turn = 256;

    private readonly IPeerTransport _peers;
    private readonly PeerNetworkOptions _options;
    private readonly PeerDriver _driver;
    private readonly GossipHost _gossip;
    private readonly ConnectionSlots _slots = new();
    private readonly List<IPeerProtocol> _protocols = [];
    private readonly MessageQueue[] _outgoing = new MessageQueue[Channels];
    private readonly MessageQueue[] _incoming = new MessageQueue[Channels];
    private readonly ChannelTally[] _tallies = [new ChannelTally(), new ChannelTally()];
    private readonly ConcurrentQueue<GossipMessage> _ofValidators = new();
    private readonly ConcurrentQueue<GossipMessage> _ofOthers = new();
    private readonly ConcurrentQueue<(ulong Handle, ValidationOutcome Outcome)> _verdicts = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly int[] _reports = new int[Limits.Links.Slots];
    private readonly int[] _turns = new int[Limits.Links.Slots];
    private readonly WakeSignal _wake;
    private volatile PeerNetworkStatus _status = new();
    private volatile IReadOnlyDictionary<Address, ushort> _validatorPeers = new Dictionary<Address, ushort>();
    private volatile WakeSignal? _gossipSignal;
    private volatile bool _stopped;
    private volatile bool _hasReports;
    private Thread? _thread;
    private ulong _finalHeight;
    private ulong _renewHeight;
    private long _nowMs;
    private long _tickDueMs;
    private long _statusDueMs;
    private long _datagramsDueMs = long.MaxValue;

    /// <summary>Prepares the network; nothing is dialled before the first turn.</summary>
    /// <param name="peers">Connections; taken over.</param>
    /// <param name="options">Chain, identity, where to begin.</param>
    /// <param name="seed">Decides all random choices; from the system in a node.</param>
    /// <param name="nowMs">The time, by the clock of the turns.</param>
    /// <param name="wake">Set when a turn is due; null for one of its own.</param>
    public PeerNetwork(
        IPeerTransport peers, PeerNetworkOptions options, ulong seed, long nowMs, WakeSignal? wake = null)
    {
        _peers = peers;
        _options = options;
        _nowMs = nowMs;
        _wake = wake ?? new WakeSignal();
        _datagrams = new DatagramLanes(Limits.Links.Slots, _wake);
        _giveDatagram = GiveDatagram;
        _driver = new PeerDriver(peers, new Traffic(this), options.Peers, seed, nowMs);
        _gossip = new GossipHost(peers, unchecked(seed * 31 + 7), options.Peers.GenesisHash, nowMs, OnValidate);
        _strangersRequests = new TokenBucket(
            Limits.Links.BlocksPerSecondOfStrangers, Limits.Links.BlockBurstOfStrangers, nowMs);
        for (int channel = 0; channel < Channels; channel++)
        {
            _outgoing[channel] = CreateQueue((TransportChannel)channel);
            _outgoing[channel].SetSignal(_wake);
            _incoming[channel] = CreateQueue((TransportChannel)channel);
        }
        peers.SetReceiveSignal(_wake);
        _finalHeight = options.FinalHeight;
        _renewHeight = options.FinalHeight + 1;
        Restake(options.Validators);
        _driver.Tell(nowMs, new PeerInput.Final(options.FinalHeight));
    }

    /// <inheritdoc/>
    public ushort LocalPeer => 0;

    /// <inheritdoc/>
    public int PeerCount => Limits.Links.Slots;

    /// <summary>This node.</summary>
    public PeerId Local => _peers.Local;

    /// <summary>The connections below, for their counters.</summary>
    public IPeerTransport Transport => _peers;

    /// <summary>How the node stands among its peers.</summary>
    public PeerNetworkStatus Status => _status;

    /// <summary>The number of a validator's node; null while it is not connected. Any thread.</summary>
    public ushort? PeerOf(Address validator) =>
        _validatorPeers.TryGetValue(validator, out ushort peer) ? peer : null;

    /// <summary>When a turn is due that no event asks for.</summary>
    public long NextDueMs => Math.Min(Math.Min(_tickDueMs, _datagramsDueMs), _gossip.Core.NextTickMs);

    /// <summary>Adds who speaks with peers too. Before the first turn.</summary>
    public void Add(IPeerProtocol protocol)
    {
        Check.That(_thread is null);
        _protocols.Add(protocol);
        protocol.Attach(new Requests(this));
    }

    /// <summary>Begins on a thread of its own.</summary>
    /// <param name="time">Clock of the turns.</param>
    public void Start(TimeProvider time)
    {
        Check.That(_thread is null);
        _thread = new Thread(() => Run(time)) { Name = "network", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The milliseconds of a clock as turns count them.</summary>
    public static long MillisecondsOf(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>The validators changed. Any thread.</summary>
    public void SetValidators(IReadOnlyList<(Address Validator, UInt128 Stake)> set) => TryPost(() => Restake(set));

    /// <summary>A block is final here. Any thread.</summary>
    public void SetFinal(ulong height)
    {
        // Read at the next tick: peers are told every few seconds.
        Interlocked.Exchange(ref _finalHeight, height);
    }

    /// <summary>Keeps a peer connected. Any thread.</summary>
    public bool TryAddPeer(NetworkAddress address, PeerId? peer) => Tell(new PeerInput.Add(address, peer));

    /// <summary>Ends the connections with a peer, and bans it if asked to. Any thread.</summary>
    public bool TryRemovePeer(PeerId peer, bool ban) => Tell(new PeerInput.Remove(peer, ban));

    /// <summary>Lifts a ban. Any thread.</summary>
    public bool TryUnban(PeerId peer) => TryPost(() =>
    {
        _bansChanged = true;
        _driver.Tell(_nowMs, new PeerInput.Unban(peer));
    });

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        Check.That(peer != LocalPeer && peer < PeerCount);
        return !_stopped && _outgoing[(int)channel].TryAdd(new TransportMessage(peer, message));
    }

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message) =>
        !_stopped && _outgoing[(int)channel].TryAdd(new TransportMessage(Everyone, message))
            ? _status.Connected
            : 0;

    /// <inheritdoc/>
    public void Announce(ReadOnlyMemory<byte> message) =>
        _outgoing[(int)TransportChannel.Consensus].TryAdd(new TransportMessage(News, message));

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        bool any = _incoming[(int)channel].TryTake(out message);
        if (any)
        {
            _tallies[(int)channel].CountReceived();
        }
        return any;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal) =>
        _incoming[(int)channel].SetSignal(signal);

    /// <inheritdoc/>
    public void Report(ushort peer)
    {
        if (peer < _reports.Length)
        {
            Interlocked.Increment(ref _reports[peer]);
            Interlocked.Increment(ref _offences);
            _hasReports = true;
            _wake.Set();
        }
    }

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

    /// <summary>Closes every connection and ends the thread.</summary>
    public void Dispose()
    {
        if (!_stopped)
        {
            _stopped = true;
            _wake.Set();
            _thread?.Join();
            foreach (PeerChannel channel in _slots.All)
            {
                _peers.Close(channel.Connection, CloseCode.Done);
            }
            _peers.Dispose();
            _gossip.Dispose();
        }
    }

    /// <summary>
    /// One turn: what came, what was judged, what is to be sent, and what is due. True when there may be more.
    /// </summary>
    /// <param name="nowMs">The time; it may stand still.</param>
    public bool RunOnce(long nowMs)
    {
        _nowMs = Math.Max(_nowMs, nowMs);
        bool more = _driver.Pump(_nowMs, Turn);
        more |= RunPosted();
        TakeVerdicts();
        more |= HandOver(TransportChannel.Consensus) | HandOver(TransportChannel.Transactions);
        // After the messages, which must not wait for shreds.
        int waitMs = _datagrams.HandOver(_nowMs, Turn, _giveDatagram);
        _datagramsDueMs = waitMs < 0 ? long.MaxValue : _nowMs + waitMs;
        JudgeReports();
        if (_nowMs >= _gossip.Core.NextTickMs)
        {
            _gossip.Step(_nowMs, GossipInput.Tick);
        }
        if (_nowMs >= _tickDueMs)
        {
            Tick();
        }
        CarryOutBans();
        return more || waitMs == 0;
    }

    private static MessageQueue CreateQueue(TransportChannel channel) => channel == TransportChannel.Consensus
        ? new MessageQueue(
            Limits.Network.MaxConsensusMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest)
        : new MessageQueue(
            Limits.Network.MaxTransactionMessages, Limits.Network.MaxTransactionBytes, FullQueuePolicy.DropOldest);

    private void Run(TimeProvider time)
    {
        while (!_stopped)
        {
            long nowMs = MillisecondsOf(time);
            if (!RunOnce(nowMs))
            {
                _wake.Wait((int)Math.Clamp(NextDueMs - nowMs, 1, LongestWaitMs));
            }
        }
    }

    // Long before it runs out: those who are connected hear of it when they connect again.
    private void Renew(ulong height)
    {
        if (height >= _renewHeight && _options.Renew is { } renew)
        {
            NodeRecord record = renew(height);
            ulong last = record.Binding?.LastHeight ?? ulong.MaxValue;
            _renewHeight = last > height ? height + ((last - height) / 2) : ulong.MaxValue;
            _driver.Tell(_nowMs, new PeerInput.LocalRecord(record));
        }
    }

    private bool Tell(PeerInput input) => TryPost(() => _driver.Tell(_nowMs, input));

    private bool TryPost(Action action)
    {
        if (_stopped || _posted.Count >= Limits.Links.MaxPosted)
        {
            return false;
        }
        _posted.Enqueue(action);
        _wake.Set();
        return true;
    }

    private bool RunPosted()
    {
        for (int turn = 0; turn < Turn; turn++)
        {
            if (!_posted.TryDequeue(out Action? action))
            {
                return false;
            }
            action();
        }
        return true;
    }

    private void Tick()
    {
        _tickDueMs = _nowMs + TickMs;
        ulong height = Interlocked.Read(ref _finalHeight);
        _driver.Tell(_nowMs, new PeerInput.Final(height));
        Renew(height);
        _driver.Tick(_nowMs);
        foreach (IPeerProtocol protocol in _protocols)
        {
            protocol.Tick(_nowMs);
        }
        if (_nowMs >= _statusDueMs)
        {
            _statusDueMs = _nowMs + StatusMs;
            PublishStatus();
            SaveBans();
        }
    }
}
