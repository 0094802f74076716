using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aether.Node.Firehose;
using Aether.Node.Firehose.Protos.Streams;
using Xunit;
using BlocksRequest = Aether.Node.Firehose.Protos.Streams.BlocksRequest;

namespace Aether.NodeTests.Firehose;

/// <summary>Measures the Firehose: with `-explicit only`, because a measurement decides nothing.</summary>
public sealed class FirehoseRateTests : IDisposable
{
    private const int Blocks = 20_000;
    private const string Method = "/aether.firehose.v1.Stream/Blocks";

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-firehose-rate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task Rates_OfStoredBlocks_OfNewOnes_AndMemoryBesideSlowReaders()
    {
        using VirtualValidator validator = new(trusting: true);
        validator.Start();
        using VirtualObserver observer = new(validator.Genesis, _folder);
        for (ulong height = 250; height <= Blocks; height += 250)
        {
            validator.RunTo(height);
            observer.ImportTo(height, validator.Store);
        }
        await using FirehoseServer server = await FirehoseServer.StartAsync(0, observer.Chain, (_, _) => { });
        Say("own .NET client, stored blocks", await ReadAllAsync(server));
        using StockClient stock = StockClient.Start(
            "rate", new { endpoint = server.Address.Authority, until = Blocks - 1, rounds = 3 });
        Say("@grpc/grpc-js, stored blocks", await stock.ResultAsync());
        await using FirehoseServer live = await FirehoseServer.StartAsync(0, validator.Chain, (_, _) => { });
        Say("new block to client", await FollowAsync(validator, live));
        Say("slow readers", await HoldUpAsync(validator, live));
    }

    private static async Task<object> ReadAllAsync(FirehoseServer server)
    {
        List<(double Blocks, double Megabytes)> rounds = [];
        for (int round = 0; round < 4; round++)
        {
            using RawClient client = new(server.Address);
            using RawStream stream = await client.OpenAsync(Method, new BlocksRequest { Stop = Blocks - 1 });
            long start = Stopwatch.GetTimestamp();
            long events = 0;
            long bytes = 0;
            while (await stream.ReadAsync(BlocksResponse.Parser) is { } message)
            {
                events += message.Event is null ? 0 : 1;
                bytes += message.CalculateSize() + 5;
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // New and final, each of every block.
            Assert.Equal(2 * Blocks, events);
            rounds.Add((Blocks / seconds, bytes / seconds / 1e6));
        }
        (double Blocks, double Megabytes)[] sorted = [.. rounds.Skip(1).OrderBy(round => round.Blocks)];
        return new { blocksPerSecond = sorted[1].Blocks, megabytesPerSecond = sorted[1].Megabytes };
    }

    private static async Task<object> FollowAsync(VirtualValidator validator, FirehoseServer server)
    {
        using RawClient client = new(server.Address);
        using RawStream stream = await client.OpenAsync(Method, new BlocksRequest { FromHead = true });
        Assert.NotNull((await stream.ReadAsync(BlocksResponse.Parser))!.Session);
        List<double> times = [];
        while (times.Count < 1_000)
        {
            ulong height = validator.FinalHeight + 1;
            validator.RunTo(height);
            long made = Stopwatch.GetTimestamp();
            while ((await stream.ReadAsync(BlocksResponse.Parser))!.Event is not { Step: Step.Final } final
                || final.Block.Height < height)
            {
            }
            times.Add(Stopwatch.GetElapsedTime(made).TotalMilliseconds);
        }
        times.Sort();
        return new { p50Ms = times[times.Count / 2], p95Ms = times[times.Count * 95 / 100] };
    }

    private static async Task<object> HoldUpAsync(VirtualValidator validator, FirehoseServer server)
    {
        const int Slow = 12;
        List<RawClient> clients = [];
        List<RawStream> streams = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int index = 0; index < Slow; index++)
        {
            clients.Add(new RawClient(server.Address));
            streams.Add(await clients[^1].OpenAsync(Method, new BlocksRequest()));
            Assert.NotNull((await streams[^1].ReadAsync(BlocksResponse.Parser))!.Session);
        }
        long opened = GC.GetTotalMemory(forceFullCollection: true);
        validator.RunTo(validator.FinalHeight + 5_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        long open = server.Counters.Streams;
        streams.ForEach(stream => stream.Dispose());
        clients.ForEach(client => client.Dispose());
        long freed = GC.GetTotalMemory(forceFullCollection: true);
        return new
        {
            readers = open,
            blocksMeanwhile = 5_000,
            openingBytesEach = (opened - before) / Slow,
            growthBytes = after - opened,
            freedBytes = after - freed,
        };
    }

    private static void Say(string what, object result)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{what}: {JsonSerializer.Serialize(result)}");
        TestContext.Current.SendDiagnosticMessage("{0}", line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}
