using System.Collections.Concurrent;
using Aether.Network.Links;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Processes;
using Aether.Node.Networking;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

/// <summary>Nodes that join a running network of processes with nothing but an address and the genesis.</summary>
public sealed class JoinProcessTests : IDisposable
{
    private const uint EpochSlots = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("joins").FullName;

    [Fact]
    public async Task Run_WithAnEmptyFolderAndOneAddress_FollowsTheChainFromItsNewestSnapshot()
    {
        DevnetOptions options = new(4, _folder, 1, null, false, 0)
        {
            Processes = true,
            FindsPeers = true,
            EpochSlots = EpochSlots,
            SnapshotRate = 100,
        };
        DevnetFolder network = DevnetFolder.OpenOrCreate(options);
        (ProcessDevnet devnet, _) = await ProcessDevnet.StartAsync(network, options);
        using (devnet)
        {
            await WaitAsync(() => HighestOf(devnet) >= 2 * EpochSlots);
            ConcurrentDictionary<ulong, string> joined = new();
            using NodeProcess node = Join(network, joined);
            await WaitAsync(() => joined.Count >= 3);
            ulong first = joined.Keys.Min();
            Assert.True(first > EpochSlots, $"it executed the chain from block {first} on");
            ulong goal = HighestOf(devnet) + 2;
            await WaitAsync(() => joined.ContainsKey(goal));
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "joined", "snapshots"), "*-full.manifest"));

            devnet.Kill(3);
            foreach (string part in (string[])["db", "log", "snapshots"])
            {
                Directory.Delete(Path.Combine(network.NodeFolder(3), part), recursive: true);
            }
            await devnet.RestartAsync(3);
            ulong back = HighestOf(devnet);
            await WaitAsync(() => devnet.Meter.Sample().FinalizedHeight >= back + 2);
            Assert.True(devnet.Meter.Summarise().StateRootEqual);
            Assert.Equal(0, devnet.Meter.Summarise().Equivocations);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private NodeProcess Join(DevnetFolder network, ConcurrentDictionary<ulong, string> joined)
    {
        IReadOnlyList<PeerAddress> peers = PeersFile.Load(Path.Combine(_folder, "peers.toml"), 4);
        string data = Directory.CreateDirectory(Path.Combine(_folder, "joined")).FullName;
        string[] arguments =
        [
            "run", "--genesis", Path.Combine(network.Root, "genesis.toml"), "--data", data,
            "--bootstrap", peers[1].Address.ToString(), "--rpc-port", "0", "--json", "--stop-with-stdin",
        ];
        return NodeProcess.Start([], arguments, Path.Combine(data, "node.log"), line =>
        {
            if (line.Type == "final")
            {
                joined[line.Height] = line.Hash;
            }
        });
    }

    private static ulong HighestOf(ProcessDevnet devnet) =>
        devnet.Meter.Sample().Validators.Max(validator => validator.FinalizedHeight);

    private static async Task WaitAsync(Func<bool> reached)
    {
        using CancellationTokenSource late = new(s_patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        while (!reached())
        {
            await timer.WaitForNextTickAsync(late.Token);
        }
    }
}
