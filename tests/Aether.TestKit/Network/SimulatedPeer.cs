using System.Net;
using Aether.Core;
using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <summary>One node's endpoint in <see cref="SimulatedPeers"/>.</summary>
public sealed class SimulatedPeer : IPeerTransport
{
    private readonly SimulatedPeers _network;
    private readonly Dictionary<ConnectionId, (SimulatedConnection Connection, int End)> _connections = [];
    private readonly Queue<Arrived> _inbox = new();
    private WakeSignal? _signal;
    private SimulatedParcel? _lent;
    private int _waitingDatagrams;
    private long _waitingBytes;

    internal SimulatedPeer(SimulatedPeers network, int index, PeerId id, IPEndPoint address)
    {
        _network = network;
        Index = index;
        Local = id;
        LocalAddress = address;
    }

    /// <summary>Its place in the network.</summary>
    public int Index { get; }

    /// <summary>What it moved and lost.</summary>
    public SimulatedPeerCounters Counters { get; } = new();

    /// <inheritdoc/>
    public PeerId Local { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalAddress { get; }

    /// <inheritdoc/>
    public int MaxDatagramBytes => _network.Settings.MaxDatagramBytes;

    /// <summary>Connections that are open here.</summary>
    public int ConnectionCount => _connections.Count;

    internal bool IsStopped { get; set; }

    internal bool IsReady { get; set; }

    internal int PendingInbound { get; set; }

    internal bool IsSending { get; set; }

    internal long LineFreeUs { get; set; }

    internal Queue<(SimulatedConnection Connection, int End)> Line { get; } = new();

    internal Dictionary<ConnectionId, SimulatedDial> Dials { get; } = [];

    /// <inheritdoc/>
    public bool TryDial(IPEndPoint address, PeerId? expected, out ConnectionId connection)
    {
        if (IsStopped || _connections.Count + Dials.Count >= _network.Settings.MaxConnections)
        {
            connection = default;
            return false;
        }
        connection = _network.Dial(this, address, expected);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySend(ConnectionId connection, MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        int most = messageClass == MessageClass.Headers
            ? Limits.Network.MaxProposalBytes : Limits.Network.MaxMessageBytes;
        return message.Length <= most && TrySubmit(connection, PeerEventKind.Message, (int)messageClass, message, 0);
    }

    /// <inheritdoc/>
    public bool TrySendDatagram(ConnectionId connection, ReadOnlySpan<byte> datagram) =>
        datagram.Length <= MaxDatagramBytes
        && TrySubmit(connection, PeerEventKind.Datagram, SimulatedParcel.DatagramChannel, datagram, 0);

    /// <inheritdoc/>
    public bool TryRequest(ConnectionId connection, ReadOnlySpan<byte> request, out RequestId id)
    {
        id = default;
        if (request.Length > Limits.Network.MaxRequestBytes
            || !_connections.TryGetValue(connection, out (SimulatedConnection Connection, int End) at)
            || at.Connection.From(at.End).Asked.Count >= _network.Settings.MaxRequests)
        {
            return false;
        }
        ulong number = _network.NewRequest();
        if (!TrySubmit(connection, PeerEventKind.Request, SimulatedParcel.RequestChannel, request, number))
        {
            return false;
        }
        id = new RequestId(number);
        at.Connection.From(at.End).Asked.Add(id);
        _network.Schedule(
            _network.NowUs + _network.Settings.RequestTimeoutUs,
            new SimulatedArrival(SimulatedArrivalKind.RequestTimeout)
            {
                Connection = at.Connection,
                End = at.End,
                Number = number,
            });
        return true;
    }

    /// <inheritdoc/>
    public bool TryRespond(ConnectionId connection, RequestId id, ReadOnlySpan<byte> response) =>
        response.Length <= Limits.Network.MaxResponseBytes
        && _connections.TryGetValue(connection, out (SimulatedConnection Connection, int End) at)
        && at.Connection.From(at.End).ToAnswer.Remove(id)
        && TrySubmit(connection, PeerEventKind.Response, SimulatedParcel.RequestChannel, response, id.Value);

    /// <inheritdoc/>
    public void Cancel(ConnectionId connection, RequestId id)
    {
        if (!_connections.TryGetValue(connection, out (SimulatedConnection Connection, int End) at))
        {
            return;
        }
        if (at.Connection.From(at.End).ToAnswer.Remove(id))
        {
            TrySubmit(connection, PeerEventKind.RequestFailed, SimulatedParcel.RequestChannel, default, id.Value);
        }
        else
        {
            _network.GiveUp(at.Connection, at.End, id);
        }
    }

    /// <inheritdoc/>
    public void Close(ConnectionId connection, CloseCode code)
    {
        if (_connections.TryGetValue(connection, out (SimulatedConnection Connection, int End) at))
        {
            _network.Close(at.Connection, at.End, code);
        }
        else if (Dials.TryGetValue(connection, out SimulatedDial? dial))
        {
            _network.FailDial(dial, code);
        }
    }

    /// <inheritdoc/>
    public bool TryReceive(out PeerEvent peerEvent)
    {
        // What was lent is spoiled, so that a node which keeps it is found out.
        _lent?.Bytes.AsSpan().Fill(0xDD);
        _lent = null;
        if (IsStopped || !_inbox.TryDequeue(out Arrived arrived))
        {
            peerEvent = default;
            return false;
        }
        peerEvent = arrived.Event;
        if (arrived.Parcel is { } parcel)
        {
            _lent = parcel;
            _waitingBytes -= parcel.Bytes.Length;
            _waitingDatagrams -= parcel.Channel == SimulatedParcel.DatagramChannel ? 1 : 0;
            if (!parcel.IsCopy)
            {
                arrived.From!.Discharge(parcel);
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(WakeSignal signal)
    {
        _signal = signal;
        if (_inbox.Count > 0)
        {
            signal.Set();
        }
    }

    /// <summary>Stops the node; the others are told.</summary>
    public void Dispose() => _network.Stop(this, CloseCode.Done, isSilent: false);

    internal List<(SimulatedConnection Connection, int End)> Connections() =>
        [.. _connections.Values.OrderBy(static at => at.Connection.Id(at.End).Value)];

    internal void Remember(SimulatedConnection connection, int end) =>
        _connections.Add(connection.Id(end), (connection, end));

    internal void Forget(ConnectionId connection) => _connections.Remove(connection);

    internal void Report(in PeerEvent what) => Take(new Arrived(what, null, null));

    /// <summary>A parcel has come to this end. False when there is no room for it.</summary>
    internal bool TryTakeIn(SimulatedConnection connection, int end, SimulatedParcel parcel)
    {
        SimulatedDirection direction = connection.From(end);
        if (parcel.Channel == SimulatedParcel.DatagramChannel)
        {
            if (_waitingDatagrams >= _network.Settings.MaxQueuedDatagrams || !direction.IsAnnounced)
            {
                return false;
            }
            _waitingDatagrams++;
        }
        SimulatedDirection from = connection.From(1 - end);
        bool isLate = parcel.Kind is PeerEventKind.Response or PeerEventKind.RequestFailed
            && !direction.Asked.Remove(parcel.Request);
        if (isLate)
        {
            from.Discharge(parcel);
            return true;
        }
        if (parcel.Kind == PeerEventKind.Request)
        {
            direction.ToAnswer.Add(parcel.Request);
        }
        _waitingBytes += parcel.Bytes.Length;
        Counters.HighWaterBytes = Math.Max(Counters.HighWaterBytes, _waitingBytes);
        PeerEvent what = new(parcel.Kind, connection.Id(end), connection[1 - end].Local)
        {
            Class = parcel.Kind == PeerEventKind.Message ? (MessageClass)parcel.Channel : default,
            Request = parcel.Request,
            Bytes = parcel.Bytes,
        };
        Take(new Arrived(what, parcel, from));
        return true;
    }

    private void Take(in Arrived arrived)
    {
        if (IsStopped)
        {
            return;
        }
        _inbox.Enqueue(arrived);
        _signal?.Set();
        _network.SetReady(this);
    }

    private bool TrySubmit(
        ConnectionId connection, PeerEventKind kind, int channel, ReadOnlySpan<byte> bytes, ulong request)
    {
        if (IsStopped || !_connections.TryGetValue(connection, out (SimulatedConnection Connection, int End) at))
        {
            return false;
        }
        SimulatedParcel parcel = new()
        {
            Kind = kind,
            Channel = channel,
            Bytes = bytes.ToArray(),
            Request = new RequestId(request),
        };
        if (!at.Connection.From(at.End).TryCharge(parcel, _network.Settings))
        {
            Counters.Refused++;
            return false;
        }
        _network.Submit(at.Connection, at.End, parcel);
        return true;
    }

    private readonly record struct Arrived(PeerEvent Event, SimulatedParcel? Parcel, SimulatedDirection? From);
}
