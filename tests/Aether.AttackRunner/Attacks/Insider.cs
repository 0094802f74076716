using System.Net;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>The stopped validator's identity, connected with every victim as often as it is let in.</summary>
/// <remarks>It listens elsewhere than its peers think, so that each connection is its own.</remarks>
internal sealed class Insider : IDisposable
{
    private const int MostRecorded = 2_000;
    private const int DialEachMs = 100;

    private readonly AttackSite _site;
    private readonly Tally _tally;
    private readonly IReadOnlyList<IPEndPoint>? _routes;
    private readonly QuicEndpoint _endpoint;
    private readonly ConnectionId?[] _connections;
    private readonly bool[] _isReady;
    private readonly long[] _dialAtMs;

    /// <summary>Prepares the identity.</summary>
    /// <param name="site">The victims.</param>
    /// <param name="tally">What is sent is counted here.</param>
    /// <param name="routes">Where each victim is dialled, when that is not its own address.</param>
    public Insider(AttackSite site, Tally tally, IReadOnlyList<IPEndPoint>? routes = null)
    {
        _site = site;
        _tally = tally;
        _routes = routes;
        _endpoint = new QuicEndpoint(
            new QuicEndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, site.InsiderSeed());
        _connections = new ConnectionId?[site.Victims.Count];
        _isReady = new bool[site.Victims.Count];
        _dialAtMs = new long[site.Victims.Count];
    }

    /// <summary>Messages of the victims: the first ones that came.</summary>
    public List<(MessageClass Class, byte[] Bytes)> Recorded { get; } = [];

    /// <summary>The last vote that came.</summary>
    public Vote? LastVote { get; private set; }

    /// <summary>The last proposal that came.</summary>
    public Proposal? LastProposal { get; private set; }

    /// <summary>Connections that stand.</summary>
    public int Ready => _isReady.Count(ready => ready);

    /// <summary>Dials where there is no connection, and takes what came.</summary>
    /// <param name="reads">False leaves everything that comes unread.</param>
    public void Pump(bool reads = true)
    {
        for (int victim = 0; victim < _connections.Length; victim++)
        {
            if (_connections[victim] is null && Environment.TickCount64 >= _dialAtMs[victim])
            {
                PeerAddress place = _site.Victims[victim];
                _dialAtMs[victim] = Environment.TickCount64 + DialEachMs;
                _connections[victim] = _endpoint.TryDial(
                    _routes?[victim] ?? place.Address, place.Id, out ConnectionId dialled)
                    ? dialled
                    : null;
            }
        }
        while ((reads || Ready < _connections.Length) && _endpoint.TryReceive(out PeerEvent happened))
        {
            Take(happened);
        }
    }

    /// <summary>Sends to every victim that is connected.</summary>
    public void Send(MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        for (int victim = 0; victim < _connections.Length; victim++)
        {
            if (_isReady[victim] && _endpoint.TrySend(_connections[victim]!.Value, messageClass, message))
            {
                _tally.Sent++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private void Take(in PeerEvent happened)
    {
        int victim = Array.IndexOf(_connections, happened.Connection);
        if (victim < 0)
        {
            return;
        }
        switch (happened.Kind)
        {
            case PeerEventKind.Connected:
                _isReady[victim] = true;
                break;
            case PeerEventKind.Closed:
                _connections[victim] = null;
                _isReady[victim] = false;
                _dialAtMs[victim] = Environment.TickCount64 + DialEachMs;
                _tally.Closed++;
                break;
            case PeerEventKind.Message:
                Record(happened);
                break;
        }
    }

    private void Record(in PeerEvent happened)
    {
        if (Recorded.Count < MostRecorded)
        {
            Recorded.Add((happened.Class, happened.Bytes.ToArray()));
        }
        if (happened.Class is MessageClass.Votes or MessageClass.Headers
            && Ace.TryDecode(happened.Bytes.Span, out ConsensusMessage message, out DecodeError _))
        {
            LastVote = message.Vote ?? LastVote;
            LastProposal = message.Proposal ?? LastProposal;
        }
    }
}
