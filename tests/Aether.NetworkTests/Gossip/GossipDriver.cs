using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Gossip;

/// <summary>One core, driven by hand, with the effects of every step kept until they are taken.</summary>
internal sealed class GossipDriver
{
    private readonly GossipEffects _effects = new();
    private readonly List<GossipEffect> _taken = [];

    public GossipDriver(ulong seed = 1) => Core = new GossipCore(seed, 0x01020304, 0);

    public GossipCore Core { get; }

    public long NowMs { get; private set; }

    public void Step(in GossipInput input)
    {
        Core.Step(NowMs, input, _effects);
        for (int index = 0; index < _effects.Count; index++)
        {
            _taken.Add(_effects[index]);
        }
        _effects.Clear();
    }

    /// <summary>Connects a peer that takes all topics.</summary>
    public ConnectionId Connect(int number, bool isOutbound = true, int stakePpm = 0, ulong group = 0)
    {
        ConnectionId connection = new((ulong)number);
        Step(GossipInput.Connected(connection, IdOf(number), isOutbound, stakePpm, group));
        Control(connection, writer =>
        {
            for (int topic = 0; topic < GossipTopics.Count; topic++)
            {
                writer.TryAdd(GossipFrameKind.Subscribe, (GossipTopic)topic);
            }
        });
        return connection;
    }

    public static PeerId IdOf(int number) =>
        new(new PublicKey(new Hash256([(byte)number, (byte)(number >> 8), .. new byte[30]])));

    public void Control(ConnectionId connection, Action<GossipFrameWriter> write)
    {
        GossipFrameWriter writer = new();
        write(writer);
        Step(GossipInput.Received(connection, MessageClass.Gossip, writer.Take()));
    }

    public void Receive(ConnectionId connection, GossipTopic topic, params byte[] payload) =>
        Step(GossipInput.Received(connection, GossipTopics.ClassOf(topic), (byte[])[(byte)topic, .. payload]));

    /// <summary>Lets time pass with all ticks.</summary>
    public void Pass(long milliseconds)
    {
        long end = NowMs + milliseconds;
        while (Core.NextTickMs <= end)
        {
            NowMs = Math.Max(NowMs, Core.NextTickMs);
            Step(GossipInput.Tick);
        }
        NowMs = end;
    }

    /// <summary>Everything since the last call.</summary>
    public List<GossipEffect> Take()
    {
        List<GossipEffect> effects = [.. _taken];
        _taken.Clear();
        return effects;
    }

    /// <summary>Puts an effect back that was taken.</summary>
    public void Requeue(in GossipEffect effect) => _taken.Add(effect);

    /// <summary>Judges everything that waits since the last call, and gives what.</summary>
    public List<GossipEffect> Judge(ValidationOutcome outcome = ValidationOutcome.Accept)
    {
        List<GossipEffect> all = [];
        while (_taken.Exists(effect => effect.Kind == GossipEffectKind.Validate))
        {
            List<GossipEffect> some = _taken.FindAll(effect => effect.Kind == GossipEffectKind.Validate);
            _taken.RemoveAll(effect => effect.Kind == GossipEffectKind.Validate);
            all.AddRange(some);
            some.ForEach(effect => Step(GossipInput.Validated(effect.Handle, outcome)));
        }
        return all;
    }

    /// <summary>Entries of control frames that were sent since the last call, as text: who, what, topic, ids.</summary>
    public List<(ConnectionId To, GossipFrameKind Kind, GossipTopic Topic, GossipId[] Ids)> TakeControl()
    {
        List<(ConnectionId To, GossipFrameKind Kind, GossipTopic Topic, GossipId[] Ids)> entries = [];
        foreach (GossipEffect effect in Take().Where(static effect =>
            effect.Kind == GossipEffectKind.Send && effect.Class == MessageClass.Gossip))
        {
            ReadOnlySpan<byte> frame = effect.Bytes.Span;
            Xunit.Assert.True(GossipFrame.IsValid(frame));
            while (GossipFrame.TryTake(ref frame, out GossipFrameEntry entry))
            {
                GossipId[] ids = new GossipId[entry.IdCount];
                for (int index = 0; index < ids.Length; index++)
                {
                    ids[index] = entry.Id(index);
                }
                entries.Add((effect.Connection, entry.Kind, entry.Topic, ids));
            }
        }
        return entries;
    }

    /// <summary>Receivers of full messages of a class since the last call.</summary>
    public List<ConnectionId> TakeReceivers(MessageClass messageClass) =>
        [.. Take().Where(effect => effect.Kind == GossipEffectKind.Send && effect.Class == messageClass)
            .Select(static effect => effect.Connection)];
}
