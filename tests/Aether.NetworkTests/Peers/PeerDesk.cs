using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Peers;

/// <summary>A <see cref="PeerManager"/> with its time, and all that it wanted done.</summary>
internal sealed class PeerDesk
{
    private ulong _next;

    public PeerDesk(PeerOptions? options = null, ulong seed = 1)
    {
        Options = options ?? OptionsOf(0);
        Manager = new PeerManager(Options, seed, 0);
    }

    public PeerOptions Options { get; }

    public PeerManager Manager { get; }

    public long NowMs { get; set; }

    public static PeerOptions OptionsOf(int index) => new()
    {
        GenesisHash = PeerKeys.Genesis,
        Local = PeerKeys.Id(index),
        LocalRecord = PeerKeys.Record(index),
    };

    public static byte[] Hello(
        NodeRecord? record, bool isVisit = false, Hash256? genesis = null, ushort version = 1, ulong height = 5) =>
        Ace.Encode(new ControlMessage(
            ControlKind.Hello,
            new PeerHello(version, genesis ?? PeerKeys.Genesis, height, isVisit, record),
            0,
            0));

    public List<PeerEffect> Do(PeerInput input)
    {
        Manager.Step(NowMs, input);
        return Effects();
    }

    public List<PeerEffect> Effects()
    {
        List<PeerEffect> effects = [];
        while (Manager.TryTakeEffect(out PeerEffect effect))
        {
            effects.Add(effect);
        }
        return effects;
    }

    public List<PeerEffect> Tick(long ms)
    {
        List<PeerEffect> effects = [];
        for (long end = NowMs + ms; NowMs < end;)
        {
            NowMs = Math.Min(NowMs + 100, end);
            effects.AddRange(Do(new PeerInput.Tick()));
        }
        return effects;
    }

    /// <summary>A connection that the peer made, before its hello.</summary>
    public List<PeerEffect> Arrive(PeerId peer, PeerAddress? address, out ConnectionId connection)
    {
        connection = new ConnectionId(++_next);
        return Do(new PeerInput.Connected(connection, peer, address, Inbound: true));
    }

    /// <summary>A connection that the peer made, with its hello. A second apart from the one before.</summary>
    public PeerSlot? Enter(int index, PeerAddress? address = null, NodeRecord? record = null, bool isVisit = false)
    {
        NowMs += 20;
        Arrive(PeerKeys.Id(index), address ?? PeerKeys.Address(index), out ConnectionId connection);
        return Greet(connection, Hello(record ?? PeerKeys.Record(index), isVisit));
    }

    public PeerSlot? Greet(ConnectionId connection, byte[] hello) =>
        Do(new PeerInput.Control(connection, hello)).OfType<PeerEffect.Ready>().FirstOrDefault()?.Slot;

    /// <summary>The connection of a dial, with the other side's hello.</summary>
    public ConnectionId Answer(PeerEffect.Dial dial, int index, NodeRecord? record = null, bool isVisit = false)
    {
        ConnectionId connection = new(++_next);
        Do(new PeerInput.Connected(connection, PeerKeys.Id(index), dial.Address, Inbound: false));
        Do(new PeerInput.Control(connection, Hello(record ?? PeerKeys.Record(index), isVisit)));
        return connection;
    }

    public int Count(PeerSlot slot) => Manager.Describe(NowMs).Count(peer => peer.IsConnected && peer.Slot == slot);
}
