using Aether.Core;
using Aether.Core.Codec;
using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class ControlMessageTests
{
    [Fact]
    public void Encode_Golden()
    {
        string genesis = new('7', 64);
        string record = Convert.ToHexStringLower(Ace.Encode(PeerKeys.Record(1)));
        Assert.Equal($"010100{genesis}05000000000000000000", Convert.ToHexStringLower(PeerDesk.Hello(null)));
        Assert.Equal(
            $"010100{genesis}050000000000000001" + "01" + record,
            Convert.ToHexStringLower(PeerDesk.Hello(PeerKeys.Record(1), isVisit: true)));
        Assert.Equal(
            "0204030000000000000600000000000000",
            Convert.ToHexStringLower(Ace.Encode(new ControlMessage(ControlKind.Ping, null, 0x304, 6))));
        Assert.Equal(
            "0304030000000000000600000000000000",
            Convert.ToHexStringLower(Ace.Encode(new ControlMessage(ControlKind.Pong, null, 0x304, 6))));
    }

    [Fact]
    public void TryDecode_Canonical_GivesTheSame()
    {
        Assert.True(ControlMessage.TryDecode(PeerDesk.Hello(PeerKeys.Record(1)), out ControlMessage hello));
        Assert.Equal(PeerKeys.Id(1), hello.Hello!.Record!.Peer);
        Assert.Equal(5UL, hello.FinalHeight);
        ControlMessage ping = new(ControlKind.Ping, null, 1, 2);
        Assert.True(ControlMessage.TryDecode(Ace.Encode(ping), out ControlMessage read));
        Assert.Equal(ping, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("02")]
    [InlineData("0404030000000000000600000000000000")]
    [InlineData("020403000000000000060000000000000000")]
    [InlineData("02040300000000000006000000000000")]
    public void TryDecode_AnythingElse_IsRefused(string hex) =>
        Assert.False(ControlMessage.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void TryDecode_LongerThanAHelloMayBe_IsRefusedUnread()
    {
        byte[] hello = PeerDesk.Hello(null);
        hello[^2] = 2;
        foreach (int length in new[] { -1, 0, 1 })
        {
            byte[] bytes = new byte[Limits.Peers.MaxHelloBytes + length];
            PeerDesk.Hello(PeerKeys.Record(1)).CopyTo(bytes, 0);
            Assert.False(ControlMessage.TryDecode(bytes, out ControlMessage message));
            // The decoder ran up to the limit and not beyond it.
            Assert.Equal(length <= 0, message.Hello is not null);
        }
        Assert.False(ControlMessage.TryDecode(hello, out _));
    }
}
