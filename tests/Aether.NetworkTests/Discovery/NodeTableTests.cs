using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Discovery;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Discovery;

public sealed class NodeTableTests
{
    private static readonly PeerId s_local = PeerKeys.Name(0);

    [Fact]
    public void Add_Bucket_KeepsWhoIsThere()
    {
        NodeTable table = new(s_local);
        int[] far = [.. Enumerable.Range(1, 200).Where(index => SharedBits(index) == 0).Take(20)];
        Assert.All(far[..16], index => Assert.True(table.Add(0, Told(index), isSought: true)));
        Assert.All(far[16..], index => Assert.False(table.Add(0, Told(index), isSought: true)));
        Assert.Equal(Limits.Discovery.BucketNodes, table.Count);
        Assert.All(far[..16], index => Assert.True(table.Contains(PeerKeys.Name(index))));
        Assert.Null(table.Fail(PeerKeys.Name(far[3])));
        NodeRecord? next = table.Fail(PeerKeys.Name(far[3]));
        Assert.Equal(PeerKeys.Name(far[19]), next!.Peer);
        Assert.False(table.Contains(PeerKeys.Name(far[3])));
    }

    [Fact]
    public void Add_Unsought_GetHalfABucket()
    {
        NodeTable table = new(s_local);
        int[] far = [.. Enumerable.Range(1, 200).Where(index => SharedBits(index) == 0).Take(40)];
        Assert.Equal(8, far[..20].Count(index => table.Add(0, Told(index), isSought: false)));
        Assert.Equal(8, far[20..].Count(index => table.Add(0, Told(index), isSought: true)));
    }

    [Fact]
    public void Add_OneNetwork_GetsTwoPlacesOfABucketAndEightOfAll()
    {
        NodeTable table = new(s_local);
        for (int index = 1; index < 250; index++)
        {
            NodeRecord record = Told(index) with { Addresses = [PeerKeys.InGroup(7, index)] };
            table.Add(0, record, isSought: true);
        }
        Assert.Equal(Limits.Discovery.MaxPerGroup, table.Count);
        int most = table.Nearest(default, 100).GroupBy(node => NodeDistance.SharedBits(table.Place, node.Place))
            .Max(bucket => bucket.Count());
        Assert.Equal(Limits.Discovery.MaxPerBucketGroup, most);
    }

    [Fact]
    public void Nearest_IsTheOrderOfDistances()
    {
        NodeTable table = new(s_local);
        for (int index = 1; index < 100; index++)
        {
            table.Add(0, Told(index), isSought: true);
        }
        Hash256 target = NodeDistance.PlaceOf(PeerKeys.Name(500));
        BigInteger[] distances = [.. table.Nearest(target, 20).Select(node => Distance(target, node.Place))];
        Assert.Equal(20, distances.Length);
        Assert.Equal(distances.Order(), distances);
        Assert.Equal(
            table.Nearest(target, 1_000).Select(node => Distance(target, node.Place)).Order().Take(20), distances);
        Assert.DoesNotContain(table.Nearest(target, 1_000), node => node.Record.Peer == s_local);
    }

    [Fact]
    public void Lookup_OneNetwork_IsAskedTwice()
    {
        Lookup lookup = new(Hash256.Zero);
        for (int index = 1; index < 20; index++)
        {
            lookup.Offer(Told(index) with { Addresses = [PeerKeys.InGroup(7, index)] });
        }
        int asked = 0;
        while (lookup.TryTake(out NodeRecord record))
        {
            asked++;
            lookup.Finish(record.Peer, answered: true);
        }
        Assert.Equal(2, asked);
        Assert.True(lookup.IsOver);
    }

    [Fact]
    public void Lookup_AsksThreeAtATime_AndStopsAtTheNearest()
    {
        Lookup lookup = new(Hash256.Zero);
        for (int index = 1; index < 60; index++)
        {
            lookup.Offer(Told(index));
        }
        Assert.True(lookup.TryTake(out NodeRecord first) && lookup.TryTake(out _) && lookup.TryTake(out _));
        Assert.False(lookup.TryTake(out _));
        lookup.Finish(first.Peer, answered: false);
        int asked = 3;
        while (lookup.TryTake(out NodeRecord record))
        {
            asked++;
            lookup.Finish(record.Peer, answered: true);
        }
        Assert.Equal(Limits.Discovery.BucketNodes + 1, asked);
    }

    private static int SharedBits(int index) =>
        NodeDistance.SharedBits(NodeDistance.PlaceOf(s_local), NodeDistance.PlaceOf(PeerKeys.Name(index)));

    private static BigInteger Distance(Hash256 target, Hash256 place) =>
        new([.. target.ToArray().Zip(place.ToArray(), (a, b) => (byte)(a ^ b))], isUnsigned: true, isBigEndian: true);

    private static NodeRecord Told(int index) =>
        new(PeerKeys.Name(index), PeerKeys.Genesis, 1, [PeerKeys.Address(index)], null, default);
}
