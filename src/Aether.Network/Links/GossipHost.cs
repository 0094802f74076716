using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Hosts <see cref="GossipCore"/>: carries its effects out over the transport.</summary>
/// <remarks><b>Threads</b>: the network's.</remarks>
internal sealed class GossipHost : IDisposable
{
    private readonly IPeerTransport _transport;
    private readonly Action<GossipEffect> _validate;
    private readonly GossipEffects _effects = new();
    private readonly Queue<ConnectionId> _refused = new();
    private readonly Dictionary<GossipId, long> _published = [];
    private readonly Queue<GossipId> _order = new();

    /// <summary>Starts without peers.</summary>
    /// <param name="transport">Where it sends.</param>
    /// <param name="seed">Decides which peers are chosen.</param>
    /// <param name="genesisHash">The chain.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="validate">Told each message that waits for a judgement.</param>
    public GossipHost(
        IPeerTransport transport, ulong seed, Hash256 genesisHash, long nowMs, Action<GossipEffect> validate)
    {
        _transport = transport;
        _validate = validate;
        Core = new GossipCore(seed, BinaryPrimitives.ReadUInt32BigEndian(genesisHash.Span), nowMs);
    }

    /// <summary>The state machine.</summary>
    public GossipCore Core { get; }

    /// <summary>Peers that gossip wants banned; the owner takes them out.</summary>
    public Queue<(ConnectionId Connection, GossipOffence Offence)> Bans { get; } = new();

    /// <summary>Takes a step and carries out what follows.</summary>
    public void Step(long nowMs, in GossipInput input)
    {
        StepOnce(nowMs, input);
        while (_refused.TryDequeue(out ConnectionId connection))
        {
            StepOnce(nowMs, new GossipInput(GossipInputKind.SendRefused) { Connection = connection });
        }
    }

    /// <summary>Publishes an own message. False when it was published not long ago.</summary>
    public bool TryPublish(long nowMs, GossipTopic topic, ReadOnlyMemory<byte> message)
    {
        GossipId id = Core.IdOf(topic, message.Span);
        if (_published.TryGetValue(id, out long atMs))
        {
            if (nowMs - atMs < Limits.Gossip.SeenMs)
            {
                return false;
            }
            _published[id] = nowMs;
        }
        else
        {
            _published.Add(id, nowMs);
            _order.Enqueue(id);
            if (_order.Count > Limits.Links.MaxPublished)
            {
                _published.Remove(_order.Dequeue());
            }
        }
        Step(nowMs, GossipInput.Publish(topic, message));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Core.Dispose();

    private void StepOnce(long nowMs, in GossipInput input)
    {
        Core.Step(nowMs, input, _effects);
        for (int index = 0; index < _effects.Count; index++)
        {
            Carry(_effects[index]);
        }
        _effects.Clear();
    }

    private void Carry(in GossipEffect effect)
    {
        switch (effect.Kind)
        {
            case GossipEffectKind.Send when !_transport.TrySend(effect.Connection, effect.Class, effect.Bytes.Span):
                _refused.Enqueue(effect.Connection);
                break;
            case GossipEffectKind.Validate:
                _validate(effect);
                break;
            case GossipEffectKind.Ban:
                Bans.Enqueue((effect.Connection, effect.Offence));
                break;
            case GossipEffectKind.Close:
                _transport.Close(effect.Connection, effect.Close);
                break;
            default:
                break;
        }
    }
}
