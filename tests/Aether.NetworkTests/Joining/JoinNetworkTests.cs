using System.Globalization;
using System.Net;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Joining;
using Aether.Node.Options;
using Aether.Node.Storage;
using Aether.NetworkTests.Peers;
using Xunit;
using PeerAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.NetworkTests.Joining;

/// <summary>Joins over real QUIC on loopback.</summary>
public sealed class JoinNetworkTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// "genesis file;data folder;address to listen on;bootstrap address;what is wrong;seconds": a lying node in a
    /// network of processes.
    /// </summary>
    private const string LiarVariable = "AETHER_JOIN_LIAR";

    private static JoinChain Chain => JoinChain.Made;

    [Theory]
    [InlineData(Wrong.Chunk)]
    [InlineData(Wrong.Payload)]
    public async Task Join_FromTwoHonestNodesAndALiar_EndsAtTheHeadAndBansOnlyTheLiar(Wrong wrong)
    {
        Assert.SkipWhen(QuicEndpoint.NotSupportedReason is not null, QuicEndpoint.NotSupportedReason ?? "");
        string folder = JoinChain.NewFolder();
        LyingServing lies = new(Chain.Source(), wrong);
        using SyncServing first = new(TimeProvider.System);
        using SyncServing second = new(TimeProvider.System);
        using PeerNetwork liar = Open(1, lies);
        using PeerNetwork one = Open(2, first);
        using PeerNetwork two = Open(3, second);
        first.Start(Chain.Store, Chain.Snapshots);
        second.Start(Chain.Store, Chain.Snapshots);
        JoinOptions options = new(Chain.Genesis, folder, () => Reopen(folder, Chain.Genesis)) { Time = Chain.Time };
        using (JoinWorker join = new(options, _ => { }))
        using (PeerNetwork joiner = Open(4, join, liar, one, two))
        {
            join.Start();

            Assert.Null(await join.Ended.WaitAsync(s_patience, TestContext.Current.CancellationToken));

            using ChainStore store = join.Session.TakeStore()!;
            Assert.Equal(Chain.Block(store.FinalizedHeader.Height).Hash, store.FinalizedHeader.Hash);
            Assert.InRange(store.FinalizedHeader.Height, Chain.Head.Height - 8, Chain.Head.Height);
            PeerId[] banned =
                [.. joiner.Status.Peers.Where(peer => peer.Ban != BanReason.None).Select(peer => peer.Peer)];
            Assert.DoesNotContain(one.Local, banned);
            Assert.DoesNotContain(two.Local, banned);
            Assert.True(lies.Told == 0 || join.Session.Named.Contains(liar.Local));
        }
        Directory.Delete(folder, recursive: true);
    }

    // No test of its own: a peer for networks of processes, run by name with what to do in the variable.
    [Fact(Explicit = true)]
    public async Task Liar_InANetworkOfProcesses_LiesUntilItsTimeIsOver()
    {
        string? asked = Environment.GetEnvironmentVariable(LiarVariable);
        Assert.True(asked is not null, $"set {LiarVariable} to lie in a network of processes");
        string[] parts = asked!.Split(';');
        Genesis genesis = GenesisFile.Load(parts[0]);
        using ChainStore store = Reopen(parts[1], genesis);
        using ChainSyncSource source = new(store, Path.Combine(parts[1], "snapshots"), TimeProvider.System);
        LyingServing lies = new(source, Enum.Parse<Wrong>(parts[4]));
        QuicEndpoint endpoint = new(new QuicEndpointOptions { Listen = IPEndPoint.Parse(parts[2]) }, PeerKeys.Seed(66));
        Assert.True(PeerAddress.TryParse(parts[3], out PeerAddress bootstrap));
        ulong height = store.FinalizedHeader.Height;
        using PeerNetwork network = Open(endpoint, genesis.Hash, 66, height, lies, [(bootstrap, null)]);
        TimeSpan time = TimeSpan.FromSeconds(double.Parse(parts[5], CultureInfo.InvariantCulture));
        await Task.Delay(time, TestContext.Current.CancellationToken);
        Assert.True(lies.Told > 0, "nobody asked the liar");
        TestContext.Current.TestOutputHelper?.WriteLine($"{network.Local} told {lies.Told} lies");
    }

    private static ChainStore Reopen(string folder, Genesis genesis) =>
        NodeStore.Open(folder, genesis, new ChainStoreOptions());

    private static PeerNetwork Open(int number, IPeerProtocol protocol, params PeerNetwork[] others)
    {
        QuicEndpointOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            HandshakesPerSecondOfAddress = 100,
        };
        return Open(
            new QuicEndpoint(options, PeerKeys.Seed(number)),
            Chain.Genesis.Hash,
            number,
            protocol is JoinWorker ? 0 : Chain.Head.Height,
            protocol,
            [.. others.Select(other => (AddressOf(other), (PeerId?)other.Local))]);
    }

    private static PeerNetwork Open(
        QuicEndpoint endpoint,
        Hash256 genesis,
        int number,
        ulong height,
        IPeerProtocol protocol,
        (PeerAddress, PeerId?)[] bootstrap)
    {
        Assert.True(PeerAddress.TryFrom(endpoint.LocalAddress, out PeerAddress own));
        PeerNetworkOptions network = new()
        {
            FinalHeight = height,
            Peers = new PeerOptions
            {
                GenesisHash = genesis,
                Local = endpoint.Local,
                LocalRecord = NodeRecord.Sign(PeerKeys.Seed(number), genesis, 1, [own], null),
                AllowsPrivate = true,
                Bootstrap = bootstrap,
            },
        };
        PeerNetwork peers = new(
            endpoint, network, (ulong)number, PeerNetwork.MillisecondsOf(TimeProvider.System));
        peers.Add(protocol);
        peers.Start(TimeProvider.System);
        return peers;
    }

    private static PeerAddress AddressOf(PeerNetwork network) =>
        PeerAddress.TryFrom(network.Transport.LocalAddress, out PeerAddress address)
            ? address
            : throw new InvalidOperationException("no address");
}
