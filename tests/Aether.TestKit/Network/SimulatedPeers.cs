using System.Diagnostics.CodeAnalysis;
using System.Net;
using Aether.Core.Diagnostics;
using Aether.Network.Transport;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Network;

/// <summary>A network of peers in virtual time on one thread: what a seed decides happens again.</summary>
/// <remarks>
/// The host calls <see cref="TryAdvance"/>, which moves time to the next event and names the node that has something
/// to do; the node drains its <see cref="IPeerTransport.TryReceive"/>. Streams keep their order and lose nothing while
/// a connection lives: lost packets and cuts delay them. Datagrams are lost, repeated and reordered.
/// <b>Threads</b>: one.
/// </remarks>
public sealed partial class SimulatedPeers
{
    private readonly PriorityQueue<SimulatedArrival, (long TimeUs, long Order)> _events = new();
    private readonly Queue<SimulatedPeer> _ready = new();
    private readonly List<SimulatedPeer> _nodes = [];
    private readonly Dictionary<IPEndPoint, SimulatedPeer> _byAddress = [];
    private readonly Dictionary<(int From, int To), SimulatedLink> _links = [];
    private readonly HashSet<(int From, int To)> _cuts = [];
    private readonly Func<int, int, SimulatedLink> _usualLink;
    private readonly SimulationRandom _random;
    private long _order;
    private ulong _lastConnection;
    private ulong _lastRequest;

    /// <summary>Creates a network without nodes.</summary>
    /// <param name="seed">Decides every delay and loss.</param>
    /// <param name="usualLink">What a direction between two nodes, by index, is like unless set.</param>
    /// <param name="settings">Limits of every endpoint; null for the usual ones.</param>
    public SimulatedPeers(ulong seed, Func<int, int, SimulatedLink> usualLink, SimulatedPeersSettings? settings = null)
    {
        _random = new SimulationRandom(seed, "peers");
        _usualLink = usualLink;
        Settings = settings ?? new SimulatedPeersSettings();
    }

    /// <summary>Limits of every endpoint.</summary>
    public SimulatedPeersSettings Settings { get; }

    /// <summary>Virtual time since the start.</summary>
    public long NowUs { get; private set; }

    /// <summary>Nodes so far, those that were stopped included.</summary>
    public int Count => _nodes.Count;

    /// <summary>The newest endpoint of a node.</summary>
    public SimulatedPeer this[int index] => _nodes[index];

    /// <summary>Adds a node that listens at an address of its own.</summary>
    public SimulatedPeer Add(PeerId id, IPEndPoint address)
    {
        SimulatedPeer node = new(this, _nodes.Count, id, address);
        _byAddress.Add(address, node);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Stops a node without a word: others notice when their idle time is over.</summary>
    public void Crash(int index) => Stop(_nodes[index], CloseCode.Timeout, isSilent: true);

    /// <summary>Gives a stopped node a new endpoint with the same identity and address.</summary>
    public SimulatedPeer Restart(int index)
    {
        SimulatedPeer old = _nodes[index];
        Check.That(old.IsStopped);
        SimulatedPeer node = new(this, index, old.Local, old.LocalAddress);
        _byAddress[old.LocalAddress] = node;
        _nodes[index] = node;
        return node;
    }

    /// <summary>Sets what one direction is like from now on.</summary>
    public void SetLink(int from, int to, SimulatedLink link) => _links[(from, to)] = link;

    /// <summary>Cuts one direction.</summary>
    public void Cut(int from, int to)
    {
        _cuts.Add((from, to));
        NoteCuts();
    }

    /// <summary>Undoes a cut of one direction; what waited goes on.</summary>
    public void Mend(int from, int to)
    {
        if (_cuts.Remove((from, to)))
        {
            NoteCuts();
        }
    }

    /// <summary>Cuts every way between nodes of different groups; other cuts stay.</summary>
    /// <param name="groupOf">The group of each node.</param>
    public void Partition(ReadOnlySpan<int> groupOf)
    {
        Check.That(groupOf.Length == _nodes.Count);
        for (int from = 0; from < groupOf.Length; from++)
        {
            for (int to = 0; to < groupOf.Length; to++)
            {
                if (groupOf[from] != groupOf[to])
                {
                    _cuts.Add((from, to));
                }
            }
        }
        NoteCuts();
    }

    /// <summary>Undoes all cuts. Streams go on; connections that were idle for too long are gone.</summary>
    public void Heal()
    {
        _cuts.Clear();
        NoteCuts();
    }

    /// <summary>Asks that <see cref="TryAdvance"/> gives this node at a time.</summary>
    public void WakeAt(int index, long timeUs) =>
        Schedule(timeUs, new SimulatedArrival(SimulatedArrivalKind.Wake) { Peer = _nodes[index] });

    /// <summary>
    /// Moves time until a node has something to do. False when nothing is left before <paramref name="untilUs"/>, which
    /// then is the time.
    /// </summary>
    public bool TryAdvance(long untilUs, [NotNullWhen(true)] out SimulatedPeer? node)
    {
        while (true)
        {
            while (_ready.TryDequeue(out node))
            {
                node.IsReady = false;
                if (!node.IsStopped)
                {
                    return true;
                }
            }
            if (!_events.TryPeek(out SimulatedArrival next, out (long TimeUs, long Order) key) || key.TimeUs > untilUs)
            {
                NowUs = Math.Max(NowUs, untilUs);
                return false;
            }
            _events.Dequeue();
            NowUs = key.TimeUs;
            Happen(next);
        }
    }

    internal ulong NewRequest() => ++_lastRequest;

    internal void Schedule(long timeUs, in SimulatedArrival what) =>
        _events.Enqueue(what, (Math.Max(timeUs, NowUs), _order++));

    internal void SetReady(SimulatedPeer node)
    {
        if (!node.IsReady)
        {
            node.IsReady = true;
            _ready.Enqueue(node);
        }
    }

    internal void Stop(SimulatedPeer node, CloseCode code, bool isSilent)
    {
        if (node.IsStopped)
        {
            return;
        }
        foreach ((SimulatedConnection connection, int end) in node.Connections())
        {
            connection.From(end).IsOpen = false;
            if (isSilent)
            {
                Silence(connection, 1 - end);
            }
            else
            {
                SendClose(connection, end, code);
            }
        }
        node.IsStopped = true;
    }

    private void Happen(in SimulatedArrival what)
    {
        switch (what.Kind)
        {
            case SimulatedArrivalKind.Wake:
                SetReady(what.Peer!);
                break;
            case SimulatedArrivalKind.LineFree:
                FreeLine(what.Connection!, what.End, what.Parcel!);
                break;
            case SimulatedArrivalKind.Parcel:
                Arrive(what.Connection!, what.End, what.Parcel!);
                break;
            case SimulatedArrivalKind.Close:
                ArriveClose(what.Connection!, what.End, (CloseCode)what.Number);
                break;
            case SimulatedArrivalKind.Silence:
                End(what.Connection!, what.End, CloseCode.Timeout);
                break;
            case SimulatedArrivalKind.IdleCheck:
                CheckIdle(what.Connection!, (long)what.Number);
                break;
            case SimulatedArrivalKind.RequestTimeout:
                GiveUp(what.Connection!, what.End, new RequestId(what.Number));
                break;
            case SimulatedArrivalKind.DialArrives:
                ArriveDial(what.Dial!);
                break;
            case SimulatedArrivalKind.DialAnswered:
                AnswerDial(what.Dial!);
                break;
            case SimulatedArrivalKind.DialProved:
                ProveDial(what.Connection!);
                break;
            default:
                FailDial(what.Dial!, CloseCode.Unreachable);
                break;
        }
    }
}
