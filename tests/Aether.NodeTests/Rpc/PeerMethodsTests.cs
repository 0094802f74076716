using System.Net;
using System.Text.Json;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NodeTests.Rpc;

/// <summary>aeth_getPeers of a node with links: over QUIC with round trips, in memory without.</summary>
public sealed class PeerMethodsTests(RpcTestNode node)
{
    private const int PatienceMs = 60_000;

    [Fact]
    public async Task GetPeers_FixedLinksOverQuic_HaveARoundTripTime()
    {
        Assert.SkipUnless(QuicEndpoint.IsSupported, QuicEndpoint.NotSupportedReason ?? "");
        QuicEndpoint[] ends = [Listen(1), Listen(2)];
        PeerAddress[] addresses = [.. ends.Select(end => new PeerAddress(end.Local, end.LocalAddress))];
        using PeerLinks first = new(ends[0], 0, addresses, TimeProvider.System);
        using PeerLinks second = new(ends[1], 1, addresses, TimeProvider.System);
        first.Start();
        second.Start();
        NodeView view = node.View with { Links = first };
        JsonElement peer = await FindAsync(view, peer => peer.GetProperty("rttMs").ValueKind == JsonValueKind.Number);
        Assert.True(peer.GetProperty("rttMs").GetDecimal() > 0);
        Assert.Equal("out", peer.GetProperty("direction").GetString());
        Assert.Equal("fixed", peer.GetProperty("slot").GetString());
        Assert.Equal(addresses[1].Id.ToString(), peer.GetProperty("id").GetString());
        second.Dispose();
        JsonElement gone = await FindAsync(view, peer => !peer.GetProperty("connected").GetBoolean());
        Assert.Equal(JsonValueKind.Null, gone.GetProperty("rttMs").ValueKind);
    }

    [Fact]
    public void GetPeers_LinksInMemory_HaveNone()
    {
        PeerAddress[] addresses =
        [
            .. Enumerable.Range(1, 2).Select(number => new PeerAddress(
                new PeerId(new Core.Types.PublicKey(new Core.Types.Hash256([.. new byte[31], (byte)number]))),
                new IPEndPoint(IPAddress.Parse($"10.0.{number}.1"), 7600))),
        ];
        SimulatedPeers network = new(seed: 3, (_, _) => new SimulatedLink(LatencyUs: 1_000));
        PeerLinks[] links =
        [
            .. addresses.Select((peer, number) => new PeerLinks(
                network.Add(peer.Id, peer.Address), (ushort)number, addresses, TimeProvider.System)),
        ];
        for (int round = 1; round <= 100; round++)
        {
            network.WakeAt(0, round * 10_000);
            while (network.TryAdvance(round * 10_000, out _))
            {
                // The links look for themselves below.
            }
            Assert.All(links, link => link.Step(round * 10));
        }
        JsonElement peer = Assert.Single(Ask(node.View with { Links = links[0] }).EnumerateArray());
        Assert.True(peer.GetProperty("connected").GetBoolean());
        Assert.Equal(JsonValueKind.Null, peer.GetProperty("rttMs").ValueKind);
    }

    private static QuicEndpoint Listen(byte seed)
    {
        byte[] bytes = new byte[32];
        bytes.AsSpan().Fill(seed);
        return new QuicEndpoint(
            new QuicEndpointOptions
            {
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                HandshakesPerSecondOfAddress = 10_000,
                HandshakesPerSecond = 10_000,
            },
            bytes);
    }

    // Asks again until it is so.
    private static async Task<JsonElement> FindAsync(NodeView view, Func<JsonElement, bool> holds)
    {
        using CancellationTokenSource late = new(PatienceMs);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (Ask(view).EnumerateArray().FirstOrDefault(holds) is { ValueKind: JsonValueKind.Object } found)
            {
                return found;
            }
            await timer.WaitForNextTickAsync(late.Token);
        }
    }

    private static JsonElement Ask(NodeView view)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            new PeerMethods(view).GetPeers(new RpcParameters(null), json);
        }
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("peers");
    }
}
