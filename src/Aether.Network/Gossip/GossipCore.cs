using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>Gossip of one node as a state machine: gossipsub v1.1 with scores, and announced transactions.</summary>
/// <remarks>
/// The host turns what happens into inputs, carries the effects out in order, and steps with
/// <see cref="GossipInput.Tick"/> at <see cref="NextTickMs"/>. Messages are passed on only after the host judged them.
/// <b>Threads</b>: one. <b>Errors</b>: nothing that a peer sends throws; what breaks a rule costs it score and at last
/// the connection. <b>Cost</b>: memory is bounded by <see cref="Limits.Gossip"/>, whatever peers do.
/// <b>Source</b>: libp2p gossipsub 1.0, 1.1 and 1.2 (IDONTWANT); `docs/adr/0032-gossip.md` says what differs.
/// </remarks>
public sealed partial class GossipCore : IDisposable
{
    private readonly GossipContext _context;
    private readonly MeshTopic[] _meshes = new MeshTopic[GossipTopics.MeshCount];
    private readonly byte[][] _names = new byte[GossipTopics.Count][];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SeenCache _accepted = new(Limits.Gossip.MaxSeen, Limits.Gossip.SeenMs);
    private readonly SeenCache _rejected = new(Limits.Gossip.MaxRefused, Limits.Gossip.SeenMs);
    private readonly SeenCache _ignored = new(Limits.Gossip.MaxRefused, GossipParameters.IgnoredMs);
    private readonly ValidationQueues _queues = new();
    private readonly MessageCache _cache = new();
    private readonly LazyGossip _lazy;
    private readonly TransactionExchange _transactions;
    private readonly Func<GossipId, bool> _isKnown;
    private int _subscriptions;
    private long _beats;
    private long _nextBeatMs;

    /// <summary>Creates the core of a node that takes all topics.</summary>
    /// <param name="seed">Decides which peers are chosen: from the system's randomness, or a simulation's seed.</param>
    /// <param name="genesisPrefix">First four bytes of the genesis hash, big-endian: in every topic's name.</param>
    /// <param name="nowMs">The time, which never goes back.</param>
    public GossipCore(ulong seed, uint genesisPrefix, long nowMs)
    {
        _context = new GossipContext(seed) { NowMs = nowMs };
        _nextBeatMs = nowMs + GossipParameters.HeartbeatMs;
        _lazy = new LazyGossip(_context, _cache);
        _transactions = new TransactionExchange(_context);
        _isKnown = IsKnown;
        _subscriptions = (1 << GossipTopics.Count) - 1;
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            _names[topic] = GossipTopics.NameOf((GossipTopic)topic, genesisPrefix);
        }
        for (int topic = 0; topic < _meshes.Length; topic++)
        {
            _meshes[topic] = new MeshTopic((GossipTopic)topic, _context) { IsSubscribed = true };
        }
    }

    /// <summary>When the next tick is due.</summary>
    public long NextTickMs => Math.Min(_nextBeatMs, _transactions.NextMs);

    /// <summary>What was done so far.</summary>
    public GossipCounters Counters => _context.Counters;

    /// <summary>Connected peers.</summary>
    public int PeerCount => _context.Count;

    /// <summary>Messages that wait for their judgement.</summary>
    public int PendingCount => _queues.Count;

    /// <summary>Bytes held for all peers together: bounded by <see cref="Limits.Gossip"/>.</summary>
    public long HeldBytes => _queues.Bytes + _cache.Bytes + _transactions.KeptBytes
        + ((long)GossipId.Bytes * (_accepted.Count + _rejected.Count + _ignored.Count + _lazy.AskedCount
            + _transactions.WantedCount));

    /// <summary>Connections in the mesh of a topic.</summary>
    public IEnumerable<ConnectionId> Mesh(GossipTopic topic) =>
        topic == GossipTopic.Transaction ? [] : _meshes[(int)topic].Members.Select(static peer => peer.Connection);

    /// <summary>What a peer is worth, in points; null when it is not connected.</summary>
    public long? ScoreOf(ConnectionId connection) =>
        _context.Find(connection) is { } peer ? peer.Score / GossipScore.One : null;

    /// <summary>The name of a message.</summary>
    public GossipId IdOf(GossipTopic topic, ReadOnlySpan<byte> payload)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.AppendData([0x01]);
        _hash.AppendData(_names[(int)topic]);
        _hash.AppendData(payload);
        _hash.GetHashAndReset(digest);
        return new GossipId(digest);
    }

    /// <summary>Takes one input and appends what is to be done.</summary>
    /// <param name="nowMs">The time, not before that of the last step.</param>
    /// <param name="input">What happened; its bytes are lent for the call.</param>
    /// <param name="effects">The host's list.</param>
    public void Step(long nowMs, in GossipInput input, GossipEffects effects)
    {
        Check.That(nowMs >= _context.NowMs);
        _context.NowMs = nowMs;
        _context.Effects = effects;
        switch (input.Kind)
        {
            case GossipInputKind.Connected:
                Connect(input);
                break;
            case GossipInputKind.Disconnected:
                Disconnect(input.Connection);
                break;
            case GossipInputKind.Received:
                Receive(input);
                break;
            case GossipInputKind.Validated:
                Finish(input.Handle, input.Outcome);
                break;
            case GossipInputKind.Publish:
                Publish(input.Topic, input.Bytes.Span);
                break;
            case GossipInputKind.Subscribe or GossipInputKind.Unsubscribe:
                SetSubscribed(input.Topic, input.Kind == GossipInputKind.Subscribe);
                break;
            case GossipInputKind.StakeChanged:
                if (_context.Find(input.Connection) is { } staked)
                {
                    _context.SetStake(staked, input.StakePpm);
                }
                break;
            case GossipInputKind.SendRefused:
                NoteRefusal(input.Connection);
                break;
            default:
                Tick();
                break;
        }
        _transactions.Flush();
        _context.Flush();
        GiveWork();
    }

    /// <summary>Frees the hash.</summary>
    public void Dispose() => _hash.Dispose();

    private void Connect(in GossipInput input)
    {
        if (_context.TryAdd(input) is not { } peer)
        {
            _context.Effects.Add(new GossipEffect(GossipEffectKind.Close, input.Connection)
            {
                Close = CloseCode.TooManyPeers,
            });
            return;
        }
        _accepted.ClearPlace(peer.Place);
        _queues.ClearPlace(peer.Place);
        _transactions.Start(peer);
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            if ((_subscriptions >> topic & 1) != 0)
            {
                _context.Tell(peer, GossipFrameKind.Subscribe, (GossipTopic)topic);
            }
        }
        JudgeScore(peer);
    }

    private void Disconnect(ConnectionId connection)
    {
        if (_context.Remove(connection) is { } peer)
        {
            DropFromMeshes(peer);
            _transactions.Stop(peer);
        }
    }

    private void DropFromMeshes(GossipPeer peer)
    {
        foreach (MeshTopic mesh in _meshes)
        {
            mesh.Drop(peer);
        }
    }

    private void SetSubscribed(GossipTopic topic, bool isSubscribed)
    {
        int bit = 1 << (int)topic;
        if ((_subscriptions & bit) != 0 == isSubscribed)
        {
            return;
        }
        _subscriptions ^= bit;
        if (topic != GossipTopic.Transaction)
        {
            _meshes[(int)topic].IsSubscribed = isSubscribed;
            _meshes[(int)topic].LeaveAll();
        }
        for (int place = 0; place < _context.PlaceEnd; place++)
        {
            if (_context.At(place) is { } peer)
            {
                _context.Tell(peer, isSubscribed ? GossipFrameKind.Subscribe : GossipFrameKind.Unsubscribe, topic);
            }
        }
    }

    private void NoteRefusal(ConnectionId connection)
    {
        if (_context.Find(connection) is { } peer
            && ++peer.RefusedSends > GossipParameters.MaxRefusedSends)
        {
            peer.Offence = GossipOffence.SlowReader;
            End(peer, new GossipEffect(GossipEffectKind.Close, connection) { Close = CloseCode.OverBudget });
        }
    }

    /// <summary>Ends the peer when its score is below the last threshold.</summary>
    /// <remarks>
    /// Neighbours of many others are only sent away: not each of them has done something, and some may come again when
    /// the others have gone.
    /// </remarks>
    private void JudgeScore(GossipPeer peer)
    {
        if (peer.IsGone || peer.Score >= GossipScore.GraylistThreshold)
        {
            return;
        }
        Counters.Banned++;
        bool isOwnFault = GossipScore.Of(peer, 0, _context.NowMs) < GossipScore.GraylistThreshold;
        End(peer, isOwnFault
            ? new GossipEffect(GossipEffectKind.Ban, peer.Connection) { Offence = peer.Offence }
            : new GossipEffect(GossipEffectKind.Close, peer.Connection)
            {
                Offence = GossipOffence.Colocation,
                Close = CloseCode.TooManyPeers,
            });
    }

    private void End(GossipPeer peer, in GossipEffect effect)
    {
        DropFromMeshes(peer);
        peer.IsGone = true;
        _transactions.Stop(peer);
        _context.Effects.Add(effect);
    }

    private void Tick()
    {
        _transactions.Tick();
        if (_context.NowMs < _nextBeatMs)
        {
            return;
        }
        _nextBeatMs = _context.NowMs + GossipParameters.HeartbeatMs;
        _beats++;
        while (_queues.TryExpire(_context.NowMs, out PendingMessage? late))
        {
            Conclude(late, ValidationOutcome.Ignore);
        }
        _lazy.Beat();
        for (int place = 0; place < _context.PlaceEnd; place++)
        {
            if (_context.At(place) is { } peer)
            {
                peer.Beat(_beats % 3 == 0);
                GossipScore.Decay(peer);
                _context.Rescore(peer);
                JudgeScore(peer);
            }
        }
        for (int topic = 0; topic < _meshes.Length; topic++)
        {
            _meshes[topic].Beat(_beats % GossipParameters.OpportunisticHeartbeats == 0);
            _lazy.Emit(_meshes[topic], (GossipTopic)topic);
        }
        _cache.Beat();
        _transactions.Beat();
        _accepted.Expire(_context.NowMs);
        _rejected.Expire(_context.NowMs);
        _ignored.Expire(_context.NowMs);
        _context.Retained.Expire(_context.NowMs);
    }
}
