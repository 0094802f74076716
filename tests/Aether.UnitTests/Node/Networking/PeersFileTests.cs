using System.Net;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Networking;
using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Networking;

public sealed class PeersFileTests
{
    private static readonly PeerAddress[] s_peers =
    [
        new(Id(1), IPEndPoint.Parse("10.0.0.5:7600")),
        new(Id(2), IPEndPoint.Parse("[2001:db8::1]:7601")),
    ];

    [Fact]
    public void Parse_Formatted_IsTheSame() => Assert.Equal(s_peers, PeersFile.Parse(PeersFile.Format(s_peers), 2));

    [Theory]
    [InlineData("id = \"0x01\"\naddress = \"10.0.0.5:7600\"", "hexadecimal")]
    [InlineData("id = \"ID\"\naddress = \"10.0.0.5\"", "port")]
    [InlineData("id = \"ID\"\naddress = \"host:7600\"", "IP address")]
    [InlineData("id = \"ID\"", "address")]
    [InlineData("id = \"ID\"\naddress = \"10.0.0.5:7600\"\nstake = 5", "stake")]
    public void Parse_WrongEntry_SaysWhat(string entry, string expected)
    {
        string text = "[[peers]]\n" + entry.Replace("ID", Id(1).ToString(), StringComparison.Ordinal);
        ConfigException error = Assert.Throws<ConfigException>(() => PeersFile.Parse(text, 1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WrongCountOrTwice_IsRefused()
    {
        Assert.Contains("2 [[peers]]", Refusal(s_peers, 3), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal([s_peers[0], s_peers[0]], 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_SaysSo() => Assert.Contains(
        "does not exist",
        Assert.Throws<ConfigException>(() => PeersFile.Load("nowhere/peers.toml", 1)).Message,
        StringComparison.Ordinal);

    private static string Refusal(PeerAddress[] peers, int validators) =>
        Assert.Throws<ConfigException>(() => PeersFile.Parse(PeersFile.Format(peers), validators)).Message;

    private static PeerId Id(byte number) => new(new PublicKey(new Hash256([.. new byte[31], number])));
}
