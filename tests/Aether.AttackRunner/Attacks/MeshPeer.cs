using System.Net;
using Aether.Core.Codec;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>An identity of the attacker's that greets as a node does: a peer of every victim while it may.</summary>
internal sealed class MeshPeer : IDisposable
{
    private readonly AttackSite _site;
    private readonly Tally _tally;
    private readonly bool _isVisit;
    private readonly Func<byte[]>? _answer;
    private readonly QuicEndpoint _endpoint;
    private readonly List<ConnectionId> _ready = [];
    private int _open;

    /// <summary>Makes an identity and dials every victim from an address of its own.</summary>
    /// <param name="site">The victims.</param>
    /// <param name="tally">What happens is counted here.</param>
    /// <param name="number">Which address.</param>
    /// <param name="isVisit">Says that it only asks for peers.</param>
    /// <param name="answer">What it answers to requests; nothing where this is null.</param>
    public MeshPeer(AttackSite site, Tally tally, int number, bool isVisit, Func<byte[]>? answer)
    {
        _site = site;
        _tally = tally;
        _isVisit = isVisit;
        _answer = answer;
        IPAddress source = new([127, 1, (byte)(number / 250 % 250), (byte)(1 + (number % 250))]);
        _endpoint = new QuicEndpoint(
            new QuicEndpointOptions { Listen = new IPEndPoint(source, 0) }, AttackSite.StrangerSeed());
        foreach (Network.Links.PeerAddress victim in site.Victims)
        {
            _open += _endpoint.TryDial(victim.Address, victim.Id, out _) ? 1 : 0;
        }
    }

    /// <summary>No connection is left.</summary>
    public bool IsOver => _open == 0;

    /// <summary>Victims that have greeted back.</summary>
    public int Ready => _ready.Count;

    /// <summary>Takes what came.</summary>
    public void Pump()
    {
        while (_endpoint.TryReceive(out PeerEvent happened))
        {
            switch (happened.Kind)
            {
                case PeerEventKind.Connected:
                    PeerHello hello = new(PeerOptions.ProtocolVersion, _site.Genesis.Hash, 0, _isVisit, null);
                    byte[] bytes = Ace.Encode(new ControlMessage(ControlKind.Hello, hello, 0, 0));
                    _endpoint.TrySend(happened.Connection, MessageClass.Control, bytes);
                    break;
                case PeerEventKind.Closed:
                    _open--;
                    _ready.Remove(happened.Connection);
                    _tally.Closed++;
                    break;
                case PeerEventKind.Message when happened.Class == MessageClass.Control
                    && !_ready.Contains(happened.Connection):
                    _ready.Add(happened.Connection);
                    break;
                case PeerEventKind.Request when _answer is not null:
                    _tally.Sent += _endpoint.TryRespond(happened.Connection, happened.Request, _answer()) ? 1 : 0;
                    break;
            }
        }
    }

    /// <summary>Sends to every victim that has greeted back.</summary>
    public void Send(MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        foreach (ConnectionId connection in _ready)
        {
            _tally.Sent += _endpoint.TrySend(connection, messageClass, message) ? 1 : 0;
        }
    }

    /// <summary>Asks every victim that has greeted back.</summary>
    public void Ask(ReadOnlySpan<byte> request)
    {
        foreach (ConnectionId connection in _ready)
        {
            _tally.Sent += _endpoint.TryRequest(connection, request, out _) ? 1 : 0;
        }
    }

    /// <summary>Goes away.</summary>
    public void Leave()
    {
        foreach (ConnectionId connection in _ready)
        {
            _endpoint.Close(connection, CloseCode.Done);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();
}
