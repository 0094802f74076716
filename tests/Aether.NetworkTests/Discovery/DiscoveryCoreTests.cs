using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Discovery;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Discovery;

public sealed class DiscoveryCoreTests
{
    private static readonly ConnectionId s_connection = new(1);

    [Fact]
    public void Ready_FirstPeer_IsAskedAtOnce()
    {
        DiscoveryCore core = new(PeerDesk.OptionsOf(0), 1, 0);
        Assert.Empty(Do(core, Ready(1)));
        DiscoveryEffect.Ask ask = Assert.IsType<DiscoveryEffect.Ask>(
            Assert.Single(Do(core, new DiscoveryInput.Tick())));
        Assert.True(Ace.TryDecode(ask.Request.Span, out FindPeers find, out _));
        Assert.Equal(NodeDistance.PlaceOf(PeerKeys.Id(0)), find.Target);
    }

    [Fact]
    public void Answered_Records_AreTakenUpAndVisited()
    {
        DiscoveryCore core = Asking();
        byte[] answer = FindPeers.Answer([PeerKeys.Record(2), PeerKeys.Record(3), PeerKeys.Record(0)]);
        List<DiscoveryEffect> effects = Do(core, new DiscoveryInput.Answered(s_connection, answer));
        Assert.Equal(
            [PeerKeys.Id(2), PeerKeys.Id(3)],
            effects.OfType<DiscoveryEffect.Found>().Select(found => found.Record.Peer));
        Assert.Equal(2, effects.OfType<DiscoveryEffect.Visit>().Count());
        Assert.Equal(1, core.NodeCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Answered_AnythingElse_NamesThePeer(int fault)
    {
        DiscoveryCore core = Asking();
        NodeRecord elsewhere = NodeRecord.Sign(PeerKeys.Seed(2), Hash256.Zero, 1, [PeerKeys.Address(2)]);
        byte[] answer = fault switch
        {
            0 => [1, 2, 3],
            1 => FindPeers.Answer([PeerKeys.Record(2) with { Sequence = 5 }]),
            _ => FindPeers.Answer([elsewhere]),
        };
        List<DiscoveryEffect> effects = Do(core, new DiscoveryInput.Answered(s_connection, answer));
        Assert.Equal([new DiscoveryEffect.Misbehaved(PeerKeys.Id(1), BanReason.BadAnswer)], effects);
    }

    [Fact]
    public void Answered_PrivateAddresses_AreLeftUnlessTheChainIsPrivate()
    {
        foreach (bool isPrivate in new[] { false, true })
        {
            PeerOptions options = PeerDesk.OptionsOf(0) with { AllowsPrivate = isPrivate };
            DiscoveryCore core = Asking(options);
            PeerAddress[] home = [PeerKeys.Address(2), PeerKeys.At("127.0.0.1:22")];
            byte[] answer = FindPeers.Answer([NodeRecord.Sign(PeerKeys.Seed(2), PeerKeys.Genesis, 1, home)]);
            List<DiscoveryEffect> effects = Do(core, new DiscoveryInput.Answered(s_connection, answer));
            Assert.Equal(isPrivate, effects.OfType<DiscoveryEffect.Found>().Any());
            Assert.Equal(isPrivate, effects.OfType<DiscoveryEffect.Visit>().Any());
        }
    }

    [Fact]
    public void Ready_Inbound_EntersOnlyFromWhereItListens()
    {
        DiscoveryCore core = new(PeerDesk.OptionsOf(0), 1, 0);
        Do(core, new DiscoveryInput.Ready(
            s_connection, PeerKeys.Id(1), PeerKeys.Address(9), PeerKeys.Record(1), true, false));
        Assert.Equal(0, core.NodeCount);
        Do(core, new DiscoveryInput.Ready(
            new ConnectionId(2), PeerKeys.Id(2), PeerKeys.Address(2), PeerKeys.Record(2), true, false));
        Assert.Equal(1, core.NodeCount);
        Do(core, new DiscoveryInput.Banned(PeerKeys.Id(2)));
        Assert.Equal(0, core.NodeCount);
    }

    [Fact]
    public void Request_IsAnsweredWithNodesThatWereReached()
    {
        DiscoveryCore core = new(PeerDesk.OptionsOf(0), 1, 0);
        for (int index = 1; index < 40; index++)
        {
            Do(core, Ready(index));
        }
        byte[] request = Ace.Encode(new FindPeers(PeerKeys.Genesis));
        List<DiscoveryEffect> effects = Do(core, new DiscoveryInput.Request(s_connection, new RequestId(7), request));
        DiscoveryEffect.Answer answer = Assert.Single(effects.OfType<DiscoveryEffect.Answer>());
        Assert.True(FindPeers.TryReadAnswer(answer.Bytes.Span, out NodeRecord[] records));
        Assert.Equal(Limits.Discovery.BucketNodes, records.Length);
        Assert.DoesNotContain(records, record => record.Peer == PeerKeys.Id(1));
        effects = Do(core, new DiscoveryInput.Request(s_connection, new RequestId(8), new byte[] { 1, 2 }));
        Assert.Contains(new DiscoveryEffect.Refuse(s_connection, new RequestId(8)), effects);
        Assert.Contains(new DiscoveryEffect.Misbehaved(PeerKeys.Id(1), BanReason.BadMessage), effects);
    }

    private static DiscoveryCore Asking(PeerOptions? options = null)
    {
        DiscoveryCore core = new(options ?? PeerDesk.OptionsOf(0), 1, 0);
        Do(core, Ready(1));
        Assert.Single(Do(core, new DiscoveryInput.Tick()).OfType<DiscoveryEffect.Ask>());
        return core;
    }

    private static DiscoveryInput Ready(int index) => new DiscoveryInput.Ready(
        new ConnectionId((ulong)index),
        PeerKeys.Id(index),
        PeerKeys.Address(index),
        PeerKeys.Record(index),
        false,
        false);

    private static List<DiscoveryEffect> Do(DiscoveryCore core, DiscoveryInput input)
    {
        core.Step(0, input);
        List<DiscoveryEffect> effects = [];
        while (core.TryTakeEffect(out DiscoveryEffect effect))
        {
            effects.Add(effect);
        }
        return effects;
    }
}
