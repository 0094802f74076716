using Aether.Network.Gossip;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <content>What the driver of peers tells, and what protocols may do.</content>
public sealed partial class PeerNetwork
{
    private readonly Dictionary<(ConnectionId Connection, RequestId Id), IPeerProtocol> _asked = [];
    private readonly Queue<(PeerId Peer, BanReason Reason)> _misbehaved = new();

    private void PublishStatus()
    {
        foreach (PeerChannel channel in _slots.All)
        {
            long score = _gossip.Core.ScoreOf(channel.Connection) ?? 0;
            _driver.Manager.Step(_nowMs, new PeerInput.Scored(channel.Peer, (int)Math.Clamp(
                score, int.MinValue, int.MaxValue)));
        }
        GossipCounters gossip = _gossip.Core.Counters;
        _status = new PeerNetworkStatus
        {
            Peers = _driver.Manager.Describe(_nowMs, _peers.ReadRttUs),
            NowMs = _nowMs,
            Connected = _slots.All.Count,
            Validators = _slots.All.Count(channel => channel.IsValidator),
            Known = _driver.Manager.KnownCount,
            GossipReceived = gossip.Received,
            GossipDuplicates = gossip.Duplicates,
            GossipAccepted = gossip.Accepted,
            GossipRejected = gossip.Rejected,
            GossipIgnored = gossip.Ignored,
            Unwanted = _unwanted,
            Offences = Interlocked.Read(ref _offences),
            Banned = _banned,
        };
    }

    private void SaveBans()
    {
        if (_bansChanged && _options.SaveBans is { } save)
        {
            save([.. _driver.Manager.Bans
                .Where(ban => ban.UntilMs > _nowMs)
                .Select(ban => (ban, ban.UntilMs - _nowMs))]);
        }
        _bansChanged = false;
    }

    private sealed class Traffic(PeerNetwork network) : IPeerTraffic
    {
        public void OnReady(PeerEffect.Ready ready)
        {
            PeerChannel channel = new(ready.Connection, ready.Peer, ready.Record?.Binding, network._nowMs)
            {
                StakePpm = network.PpmOf(ready.Record?.Binding),
            };
            network._slots.Add(channel);
            network.NoteValidators();
            ulong group = ready.Address is { } address ? IpGroup.Of(address.ToEndPoint().Address) : IpGroup.NotCounted;
            network._gossip.Step(
                network._nowMs,
                GossipInput.Connected(ready.Connection, ready.Peer, !ready.Inbound, channel.StakePpm, group));
            foreach (IPeerProtocol protocol in network._protocols)
            {
                protocol.OnReady(ready);
            }
        }

        public void OnGone(ConnectionId connection, PeerId peer)
        {
            if (network._slots.Find(connection) is { } channel)
            {
                Interlocked.Increment(ref network._turns[channel.Slot]);
            }
            network._slots.Remove(connection);
            network.NoteValidators();
            network._gossip.Step(network._nowMs, GossipInput.Disconnected(connection));
            foreach ((ConnectionId, RequestId) asked in
                network._asked.Keys.Where(asked => asked.Connection == connection).ToArray())
            {
                network._asked.Remove(asked);
            }
            foreach (IPeerProtocol protocol in network._protocols)
            {
                protocol.OnGone(connection, peer);
            }
        }

        public void OnHeight(ConnectionId connection, ulong finalHeight)
        {
            foreach (IPeerProtocol protocol in network._protocols)
            {
                protocol.OnHeight(connection, finalHeight);
            }
        }

        public void OnMessage(
            ConnectionId connection, PeerId peer, MessageClass messageClass, ReadOnlyMemory<byte> message)
        {
            if (network._slots.Find(connection) is { } channel)
            {
                network.OnMessage(channel, messageClass, message);
            }
        }

        public void OnDatagram(ConnectionId connection, PeerId peer, ReadOnlyMemory<byte> datagram)
        {
            if (network._slots.Find(connection) is { } channel)
            {
                network.OnDatagram(channel, datagram.Span);
            }
        }

        public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request)
        {
            foreach (IPeerProtocol protocol in network._protocols)
            {
                if (!request.IsEmpty && protocol.Handles(request.Span[0]))
                {
                    return protocol.OnRequest(connection, peer, id, request);
                }
            }
            return false;
        }

        public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response)
        {
            if (network._asked.Remove((connection, id), out IPeerProtocol? asker))
            {
                asker.OnResponse(connection, peer, id, response);
            }
        }

        public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
        {
            if (network._asked.Remove((connection, id), out IPeerProtocol? asker))
            {
                asker.OnRequestFailed(connection, peer, id);
            }
        }

        public void OnBanned(BanEntry ban)
        {
            network._banned++;
            network._bansChanged = true;
            network._options.OnBan?.Invoke(ban);
        }

        public void SaveAnchors(ReadOnlyMemory<byte> bytes) => network._options.SaveAnchors?.Invoke(bytes);
    }

    private sealed class Requests(PeerNetwork network) : IPeerRequests
    {
        public long NowMs => network._nowMs;

        public bool TryRequest(
            IPeerProtocol asker, ConnectionId connection, ReadOnlySpan<byte> request, out RequestId id)
        {
            id = default;
            if (network._slots.Find(connection) is null || !network._peers.TryRequest(connection, request, out id))
            {
                return false;
            }
            network._asked.Add((connection, id), asker);
            network._driver.Manager.CountSent(connection, request.Length);
            return true;
        }

        public bool TryRespond(ConnectionId connection, RequestId id, ReadOnlySpan<byte> response)
        {
            bool sent = network._peers.TryRespond(connection, id, response);
            if (sent)
            {
                network._driver.Manager.CountSent(connection, response.Length);
            }
            return sent;
        }

        public void Cancel(ConnectionId connection, RequestId id) => network._peers.Cancel(connection, id);

        public bool TryWork(ConnectionId connection, long microseconds) =>
            network._driver.TryWork(network._nowMs, connection, microseconds);

        public void Misbehaved(PeerId peer, BanReason reason) => network._misbehaved.Enqueue((peer, reason));

        public bool TryPost(Action action) => network.TryPost(action);
    }
}
