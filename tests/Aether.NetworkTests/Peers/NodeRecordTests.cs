using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class NodeRecordTests
{
    private const string Plain =
        "013f07ddec98f77249108b514a3dd4a095a9987df8437a7c82e6e80bbba0aee11f7777777777777777777777777777777777" +
        "77777777777777777777777777777707000000000000000100000004010203040500008619666e70092f749d18bb4660657c" +
        "d4903e4302724fcee1eb6a363970ee4c0c1a1ad8a7446096d1dcceb7cd1529c1d5a865c62873c9563d034826785f7aaf02";
    private const string Bound =
        "013f07ddec98f77249108b514a3dd4a095a9987df8437a7c82e6e80bbba0aee11f7777777777777777777777777777777777" +
        "777777777777777777777777777777080000000000000002000000062a000000000000000000000000000001050004010203" +
        "04050001cecacaefde3cef21eb6d433cfe132b8ce43ea8723d331ab8ab9cdf59a8f651616300000000000000c4c85cae347f" +
        "61dfac614e9b3cfea6539f8558ab85423b6db13f59140eb65533dc939bd8ab5fefa9bae02fa092524049e7a2bd4c77062555" +
        "df842f922f317601e72224bc568d24d75a21c72e738721ba8341eef6b9beeef8880fc809fe016579c6417b4a274ef29bdd1f" +
        "d9b1e32d36405400e9f39cd6a7c512981b18b7467a0a";

    // Made by a program of its own from RFC 8032 and the layout in the remarks of NodeRecord.
    [Fact]
    public void Encode_Golden()
    {
        NodeRecord plain = NodeRecord.Sign(PeerKeys.Seed(1), PeerKeys.Genesis, 7, [PeerKeys.At("1.2.3.4:5")]);
        NodeRecord bound = NodeRecord.Sign(
            PeerKeys.Seed(1),
            PeerKeys.Genesis,
            8,
            [PeerKeys.At("[2a00::1]:5"), PeerKeys.At("1.2.3.4:5")],
            PeerKeys.Binding(1, validator: 2, until: 99));
        Assert.Equal(Plain, Convert.ToHexStringLower(Ace.Encode(plain)));
        Assert.Equal(Bound, Convert.ToHexStringLower(Ace.Encode(bound)));
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Bound)]
    public void TryOpen_EveryOtherBit_IsRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.True(NodeRecord.TryOpen(bytes, PeerKeys.Genesis, out NodeRecord record));
        Assert.Equal(bytes, Ace.Encode(record));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.False(NodeRecord.TryOpen(bytes, PeerKeys.Genesis, out _), $"bit {bit}");
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
        }
        Assert.False(NodeRecord.TryOpen(bytes, Hash256.Zero, out _));
        Assert.False(NodeRecord.TryOpen(bytes.AsSpan(0, bytes.Length - 1), PeerKeys.Genesis, out _));
        Assert.False(NodeRecord.TryOpen([.. bytes, 0], PeerKeys.Genesis, out _));
    }

    [Fact]
    public void TryOpen_Addresses_AreLimitedAndDistinct()
    {
        PeerAddress[] five = [.. Enumerable.Range(0, 5).Select(PeerKeys.Address)];
        Assert.True(Opens(five[..3]));
        Assert.True(Opens(five[..4]));
        Assert.False(Opens(five));
        Assert.True(Opens([]));
        Assert.False(Opens([five[0], five[1], five[0]]));
    }

    [Fact]
    public void TryOpen_LargestRecord_IsBelowTheLimit()
    {
        PeerAddress[] addresses = [.. Enumerable.Range(1, 4).Select(i => PeerKeys.At($"[2a00::{i}]:{i}"))];
        NodeRecord record = NodeRecord.Sign(
            PeerKeys.Seed(1), PeerKeys.Genesis, ulong.MaxValue, addresses, PeerKeys.Binding(1, 2));
        byte[] bytes = Ace.Encode(record);
        Assert.Equal(322, bytes.Length);
        Assert.InRange(bytes.Length, 1, Limits.Peers.MaxRecordBytes);
        Assert.True(NodeRecord.TryOpen(bytes, PeerKeys.Genesis, out _));
    }

    [Fact]
    public void TryOpen_BindingOfAnotherPeer_IsRefused()
    {
        ValidatorBinding stolen = PeerKeys.Binding(index: 3, validator: 2)!;
        NodeRecord record = NodeRecord.Sign(PeerKeys.Seed(1), PeerKeys.Genesis, 1, [], stolen);
        Assert.False(NodeRecord.TryOpen(Ace.Encode(record), PeerKeys.Genesis, out _));
        Assert.Equal(PeerKeys.Validator(2), stolen.Validator);
        Assert.False((PeerKeys.Binding(1, 2)! with { LastHeight = 5 }).Verify(PeerKeys.Genesis, PeerKeys.Id(1)));
        Assert.True(PeerKeys.Binding(1, 2)!.Verify(PeerKeys.Genesis, PeerKeys.Id(1)));
        Assert.False(PeerKeys.Binding(1, 2)!.Verify(Hash256.Zero, PeerKeys.Id(1)));
    }

    [Fact]
    public void AnchorList_Damaged_GivesNone()
    {
        NodeRecord[] records = [PeerKeys.Record(1), PeerKeys.Record(2)];
        byte[] bytes = Ace.Encode(new AnchorList(records));
        Assert.Equal(records.Select(r => r.Peer), AnchorList.Open(bytes, PeerKeys.Genesis).Select(r => r.Peer));
        Assert.Empty(AnchorList.Open(bytes, Hash256.Zero));
        Assert.Empty(AnchorList.Open(bytes.AsSpan(1), PeerKeys.Genesis));
        Assert.Empty(AnchorList.Open([], PeerKeys.Genesis));
        bytes[^1] ^= 1;
        Assert.Equal([PeerKeys.Id(1)], AnchorList.Open(bytes, PeerKeys.Genesis).Select(record => record.Peer));
        NodeRecord[] many = [.. Enumerable.Repeat(records[0], Limits.Peers.MaxAnchors + 1)];
        Assert.Empty(AnchorList.Open(Ace.Encode(new AnchorList(many)), PeerKeys.Genesis));
        Assert.Equal(4, AnchorList.Open(Ace.Encode(new AnchorList(many[1..])), PeerKeys.Genesis).Length);
    }

    private static bool Opens(PeerAddress[] addresses)
    {
        NodeRecord record = NodeRecord.Sign(PeerKeys.Seed(1), PeerKeys.Genesis, 1, addresses);
        return NodeRecord.TryOpen(Ace.Encode(record), PeerKeys.Genesis, out _);
    }
}
