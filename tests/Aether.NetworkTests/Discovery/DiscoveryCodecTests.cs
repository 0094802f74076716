using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Discovery;
using Aether.Network.Peers;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Discovery;

public sealed class DiscoveryCodecTests
{
    [Fact]
    public void FindPeers_Golden()
    {
        string hex = "01" + string.Concat(Enumerable.Repeat("ab", 32));
        Assert.Equal(hex, Convert.ToHexStringLower(Ace.Encode(new FindPeers(Hash256.FromHex(hex[2..])))));
        Assert.True(Ace.TryDecode(Convert.FromHexString(hex), out FindPeers find, out _));
        Assert.Equal(Hash256.FromHex(hex[2..]), find.Target);
        Assert.False(Ace.TryDecode(Convert.FromHexString("02" + hex[2..]), out FindPeers _, out _));
        Assert.False(Ace.TryDecode(Convert.FromHexString(hex + "00"), out FindPeers _, out _));
    }

    [Fact]
    public void Answer_Golden()
    {
        NodeRecord record = PeerKeys.Record(1);
        string hex = "02000000" + string.Concat(Enumerable.Repeat(Convert.ToHexStringLower(Ace.Encode(record)), 2));
        Assert.Equal(hex, Convert.ToHexStringLower(FindPeers.Answer([record, record])));
        Assert.True(FindPeers.TryReadAnswer(Convert.FromHexString(hex), out NodeRecord[] records));
        Assert.Equal(2, records.Length);
        Assert.True(FindPeers.TryReadAnswer([0, 0, 0, 0], out _));
        Assert.False(FindPeers.TryReadAnswer([0, 0, 0, 0, 0], out _));
        Assert.False(FindPeers.TryReadAnswer([], out _));
    }

    [Fact]
    public void Answer_Records_AreLimited()
    {
        NodeRecord[] records = [.. Enumerable.Repeat(PeerKeys.Record(1), Limits.Discovery.BucketNodes + 1)];
        Assert.True(FindPeers.TryReadAnswer(FindPeers.Answer(records.AsSpan(2)), out _));
        Assert.True(FindPeers.TryReadAnswer(FindPeers.Answer(records.AsSpan(1)), out NodeRecord[] read));
        Assert.Equal(Limits.Discovery.BucketNodes, read.Length);
        Assert.False(FindPeers.TryReadAnswer(FindPeers.Answer(records), out _));
    }

    [Fact]
    public void FindPeers_Mutated_IsRefusedOrCanonical()
    {
        byte[][] sources = [Ace.Encode(new FindPeers(PeerKeys.Genesis))];
        DecoderFuzz.Result result = DecoderFuzz.Run(
            "FindPeers",
            3,
            sources,
            bytes => Ace.TryDecode(bytes, out FindPeers find, out _) ? Ace.Encode(find) : null);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }

    [Fact]
    public void Answer_Mutated_IsRefusedOrCanonical()
    {
        byte[][] sources = [FindPeers.Answer([PeerKeys.Record(1), PeerKeys.Record(2, validator: 3)])];
        DecoderFuzz.Result result = DecoderFuzz.Run(
            "FindPeers answer",
            4,
            sources,
            bytes => FindPeers.TryReadAnswer(bytes, out NodeRecord[] read) ? FindPeers.Answer(read) : null);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }
}
