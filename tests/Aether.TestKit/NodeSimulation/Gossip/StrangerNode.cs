using Aether.Network.Gossip;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.TestKit.Network;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>
/// A faulty peer without stake: it greets and finds nodes like any, and attacks all whom it is connected with in the
/// way that its seed draws.
/// </summary>
internal sealed class StrangerNode : IPeerTraffic
{
    private const long TurnUs = 100_000;
    private const int Ways = 4;
    private const int KeptMessages = 32;
    private const byte Direct = 0x80;
    private const byte BlocksRequest = 10;

    private readonly NodeSimulation _simulation;
    private readonly SimulatedPeer _endpoint;
    private readonly PeerDriver _driver;
    private readonly SimulationRandom _random;
    private readonly List<ConnectionId> _connections = [];
    private readonly Queue<(MessageClass Class, byte[] Bytes)> _heard = new();
    private readonly int _way;

    /// <summary>Begins; its first turn comes with the next of its clock.</summary>
    public StrangerNode(NodeSimulation simulation, GossipNetwork ways, int index)
    {
        _simulation = simulation;
        _random = new SimulationRandom(simulation.Settings.Seed, "stranger" + index);
        _way = _random.Below(Ways);
        _endpoint = ways.Peers.Restart(index);
        _driver = new PeerDriver(
            _endpoint, this, ways.OptionsOf(index, 1, default), _random.Bits(), simulation.NowUs / 1_000);
        simulation.At(simulation.NowUs + _random.Between(1, TurnUs), Turn);
    }

    /// <inheritdoc/>
    public void OnReady(PeerEffect.Ready ready) => _connections.Add(ready.Connection);

    /// <inheritdoc/>
    public void OnGone(ConnectionId connection, PeerId peer) => _connections.Remove(connection);

    /// <inheritdoc/>
    public void OnHeight(ConnectionId connection, ulong finalHeight)
    {
        // It has no chain.
    }

    /// <inheritdoc/>
    public void OnMessage(
        ConnectionId connection, PeerId peer, MessageClass messageClass, ReadOnlyMemory<byte> message)
    {
        if (message.Length > 1 && messageClass != MessageClass.Gossip)
        {
            _heard.Enqueue((messageClass, message.ToArray()));
            if (_heard.Count > KeptMessages)
            {
                _heard.Dequeue();
            }
        }
    }

    /// <inheritdoc/>
    public void OnDatagram(ConnectionId connection, PeerId peer, ReadOnlyMemory<byte> datagram)
    {
        // Nothing is made of it.
    }

    /// <inheritdoc/>
    public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request)
    {
        byte[] garbage = new byte[_random.Below(2_000)];
        Fill(garbage);
        return _endpoint.TryRespond(connection, id, garbage);
    }

    /// <inheritdoc/>
    public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response)
    {
        // Nothing is made of it.
    }

    /// <inheritdoc/>
    public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
    {
        // Nothing is made of it.
    }

    /// <inheritdoc/>
    public void OnBanned(BanEntry ban)
    {
        // It speaks on to whoever lets it.
    }

    /// <inheritdoc/>
    public void SaveAnchors(ReadOnlyMemory<byte> bytes)
    {
        // It never starts again.
    }

    private void Turn()
    {
        long nowMs = _simulation.NowUs / 1_000;
        _driver.Pump(nowMs);
        _driver.Tick(nowMs);
        foreach (ConnectionId connection in _connections.ToArray())
        {
            Attack(connection);
        }
        _simulation.At(_simulation.NowUs + TurnUs, Turn);
    }

    private void Attack(ConnectionId connection)
    {
        switch (_way)
        {
            case 0:
                SendGarbage(connection);
                break;
            case 1:
                SendChanged(connection);
                break;
            case 2:
                AskForMuch(connection);
                break;
            default:
                // It joins meshes and passes nothing on.
                Graft(connection);
                break;
        }
    }

    private void SendGarbage(ConnectionId connection)
    {
        byte[] bytes = new byte[2 + _random.Below(600)];
        Fill(bytes);
        (GossipTopic topic, MessageClass messageClass) = _random.Below(4) switch
        {
            0 => (GossipTopic.Vote, MessageClass.Votes),
            1 => (GossipTopic.Header, MessageClass.Headers),
            2 => (GossipTopic.Evidence, MessageClass.Evidence),
            _ => (GossipTopic.Transaction, MessageClass.Transactions),
        };
        bytes[0] = (byte)topic;
        Send(connection, messageClass, bytes);
    }

    // What others said, with a bit of it flipped, or once more as it was.
    private void SendChanged(ConnectionId connection)
    {
        if (_heard.Count == 0)
        {
            return;
        }
        (MessageClass messageClass, byte[] bytes) = _heard.ElementAt(_random.Below(_heard.Count));
        byte[] changed = [.. bytes];
        if (_random.Chance(3, 4))
        {
            changed[1 + _random.Below(changed.Length - 1)] ^= (byte)(1 << _random.Below(8));
        }
        Send(connection, messageClass, changed);
    }

    private void AskForMuch(ConnectionId connection)
    {
        byte[] ask = new byte[11];
        Fill(ask);
        ask[0] = Direct;
        ask[1] = BlocksRequest;
        ask[10] = 16;
        Send(connection, MessageClass.Headers, ask);
        byte[] request = new byte[1 + _random.Below(80)];
        Fill(request);
        request[0] = (byte)(1 + _random.Below(7));
        _simulation.Coverage.Faults.Add(FaultKind.PacketByzantine);
        _endpoint.TryRequest(connection, request, out _);
    }

    private void Graft(ConnectionId connection)
    {
        GossipFrameWriter writer = new();
        writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Vote);
        Send(connection, MessageClass.Gossip, writer.Take());
    }

    private void Send(ConnectionId connection, MessageClass messageClass, byte[] bytes)
    {
        _simulation.Coverage.Faults.Add(FaultKind.PacketByzantine);
        _endpoint.TrySend(connection, messageClass, bytes);
    }

    private void Fill(byte[] bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)_random.Below(256);
        }
    }
}
