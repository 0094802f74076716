using System.Globalization;
using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Discovery;

/// <summary>Whole networks in virtual time.</summary>
public sealed class DiscoverySimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void TwoHundredNodes_OneBootstrapper_FindEachOther()
    {
        DiscoveryWorld world = new(1);
        world.Add(0);
        for (int index = 1; index < 200; index++)
        {
            world.Add(index, 0);
        }
        world.Run(40);
        int[] outbound = [.. Enumerable.Range(0, 200).Select(
            index => world.PeersOf(index).Count(peer => !peer.Inbound))];
        int[] table = [.. world.Nodes.Values.Select(node => node.Discovery.NodeCount)];
        int[] known = [.. world.Nodes.Values.Select(node => node.Manager.KnownCount)];
        output.WriteLine($"outbound {Spread(outbound)}, table {Spread(table)}, known {Spread(known)}");
        Assert.Equal(200, Reached(world, 0).Count);
        Assert.True(outbound.Min() >= 4 && outbound.Average() >= 7, $"{outbound.Min()}");
        Assert.True(table.Min() >= 32, $"{table.Min()}");
        Assert.True(known.Min() >= 80, $"{known.Min()}");
    }

    [Fact]
    public void Sybils_OfOneNetwork_GetFewPlaces()
    {
        DiscoveryWorld world = new(2);
        world.Add(0);
        for (int index = 1; index < 40; index++)
        {
            world.Add(index, 0);
        }
        for (int index = 1_000; index < 1_100; index++)
        {
            world.AddAttacker(index, PeerKeys.InGroup(900, index - 999), 0, 1, 2);
        }
        world.Run(60);
        foreach (int victim in new[] { 0, 1, 2 })
        {
            PeerStatus[] peers = world.PeersOf(victim);
            NodeRecord[] table = world.Nodes[victim].Discovery.Nearest(default, 1_000);
            int sybils = table.Count(node => world.IsAttacker(node.Peer));
            int connected = peers.Count(peer => world.IsAttacker(peer.Peer));
            output.WriteLine(
                $"node {victim}: {sybils} sybils of {world.Nodes[victim].Discovery.NodeCount} in the table, "
                + $"{connected} of {peers.Length} connections");
            Assert.InRange(sybils, 1, Limits.Discovery.MaxPerGroup);
            Assert.InRange(connected, 0, Limits.Peers.MaxPerGroup);
            Assert.True(world.Nodes[victim].Discovery.NodeCount >= 25);
        }
    }

    /// <summary>Seeds, and whether attackers dial those they want to surround.</summary>
    public static TheoryData<ulong, bool> Eclipses()
    {
        TheoryData<ulong, bool> runs = [];
        string? seeds = Environment.GetEnvironmentVariable("AETHER_ECLIPSE_SEEDS");
        foreach (string seed in (seeds ?? "11").Split(','))
        {
            runs.Add(ulong.Parse(seed, CultureInfo.InvariantCulture), true);
            runs.Add(ulong.Parse(seed, CultureInfo.InvariantCulture), false);
        }
        return runs;
    }

    [Theory]
    [MemberData(nameof(Eclipses))]
    public void FreshNodes_AThirdAttackers_AreNotSurrounded(ulong seed, bool dials)
    {
        DiscoveryWorld world = new(seed);
        world.Add(0);
        for (int index = 1; index < 140; index++)
        {
            world.Add(index, 0);
        }
        int[] fresh = [.. Enumerable.Range(500, 10)];
        for (int index = 1_000; index < 1_060; index++)
        {
            // Each in a network of its own, dialling the victims before they exist.
            world.AddAttacker(index, PeerKeys.Address(index), dials ? [0, .. fresh] : []);
        }
        world.Run(40);
        foreach (int index in fresh)
        {
            // An honest node and two attackers to begin with.
            world.Add(index, 0, 1_000 + (index % 7), 1_030);
        }
        world.Run(60);
        int[] honest = [.. fresh.Select(
            index => world.PeersOf(index).Count(peer => !peer.Inbound && !world.IsAttacker(peer.Peer)))];
        int[] all = [.. fresh.Select(index => world.PeersOf(index).Count(peer => !peer.Inbound))];
        int[] inbound = [.. fresh.Select(
            index => world.PeersOf(index).Count(peer => peer.Inbound && world.IsAttacker(peer.Peer)))];
        output.WriteLine(
            $"honest outbound {Spread(honest)} of {Spread(all)}, attackers inbound {Spread(inbound)}; each: "
            + string.Join(' ', honest));
        Assert.True(honest.Min() >= (dials ? 2 : 0), $"{honest.Min()}");
        // By chance it would be 5.6; attackers that stay away from those whom they want to surround do a little better.
        Assert.True(honest.Average() >= (dials ? 5 : 4), $"{honest.Average()}");
    }

    private static string Spread(int[] values) => $"{values.Min()}..{values.Average():0.0}..{values.Max()}";

    private static HashSet<int> Reached(DiscoveryWorld world, int start)
    {
        Dictionary<PeerId, int> indices =
            world.Nodes.Keys.ToDictionary(index => PeerKeys.Id(index), index => index);
        HashSet<int> reached = [start];
        Queue<int> queue = new([start]);
        while (queue.TryDequeue(out int index))
        {
            foreach (PeerStatus peer in world.PeersOf(index))
            {
                if (reached.Add(indices[peer.Peer]))
                {
                    queue.Enqueue(indices[peer.Peer]);
                }
            }
        }
        return reached;
    }
}
