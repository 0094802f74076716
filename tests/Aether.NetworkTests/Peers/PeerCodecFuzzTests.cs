using Aether.Core.Codec;
using Aether.Network.Peers;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>What is taken has one form: it encodes to the same bytes.</summary>
public sealed class PeerCodecFuzzTests
{
    [Fact]
    public void ControlMessage_Mutated_IsRefusedOrCanonical()
    {
        byte[][] sources =
        [
            PeerDesk.Hello(null),
            PeerDesk.Hello(PeerKeys.Record(1, validator: 2)),
            Ace.Encode(new ControlMessage(ControlKind.Ping, null, 3, 4)),
        ];
        DecoderFuzz.Result result = DecoderFuzz.Run(
            "ControlMessage",
            1,
            sources,
            bytes => ControlMessage.TryDecode(bytes, out ControlMessage read) ? Ace.Encode(read) : null);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }

    [Fact]
    public void NodeRecord_Mutated_IsRefusedOrCanonical()
    {
        byte[][] sources =
            [Ace.Encode(PeerKeys.Record(1)), Ace.Encode(PeerKeys.Record(2, validator: 3))];
        DecoderFuzz.Result result = DecoderFuzz.Run(
            "NodeRecord", 5, sources,
            bytes => Ace.TryDecode(bytes, out NodeRecord record, out _) ? Ace.Encode(record) : null);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }

    [Fact]
    public void AnchorList_Mutated_IsRefusedOrCanonical()
    {
        byte[][] sources = [Ace.Encode(new AnchorList([PeerKeys.Record(1), PeerKeys.Record(2, validator: 3)]))];
        DecoderFuzz.Result result = DecoderFuzz.Run(
            "AnchorList",
            2,
            sources,
            bytes => Ace.TryDecode(bytes, out AnchorList list, out _) ? Ace.Encode(list) : null);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }
}
