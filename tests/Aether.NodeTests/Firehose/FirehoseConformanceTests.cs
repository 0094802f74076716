using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose;
using Aether.Node.Firehose.Protos.Streams;
using Xunit;
using BlocksRequest = Aether.Node.Firehose.Protos.Streams.BlocksRequest;

namespace Aether.NodeTests.Firehose;

/// <summary>A stock client against the server of a real node that makes blocks in virtual time.</summary>
public sealed class FirehoseConformanceTests : IDisposable
{
    private const int Blocks = 20_000;
    private const int Chunk = 250;

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-firehose-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task StockClient_AcrossARestartAndAnotherNode_GetsEveryBlockOnceAndInOrder()
    {
        using VirtualValidator validator = new(trusting: true);
        validator.Start();
        using VirtualObserver observer = new(validator.Genesis, _folder);
        FirehoseServer server = await StartAsync(0, validator.Chain);
        await using FirehoseServer other = await StartAsync(0, observer.Chain);
        using StockClient client = StockClient.Start("follow", new
        {
            endpoints = new[] { server.Address.Authority, other.Address.Authority },
            until = Blocks,
            moves = new[] { 3 * Blocks / 4 },
        });
        bool restarted = false;
        for (ulong height = Chunk; height <= Blocks + Chunk; height += Chunk)
        {
            validator.RunTo(height);
            observer.ImportTo(height, validator.Store);
            if (!restarted && height >= Blocks / 3)
            {
                // The client is in the middle of the stream: it holds blocks, and there are more.
                await client.ReadToAsync(Chunk);
                int port = server.Address.Port;
                await server.DisposeAsync();
                validator.Stop();
                validator.Start();
                server = await StartAsync(port, validator.Chain);
                restarted = true;
            }
        }
        JsonElement result = await client.ResultAsync();
        await server.DisposeAsync();
        Assert.Equal(Blocks + 1, result.GetProperty("nextFinal").GetInt32());
        Assert.Equal(Blocks + 1, result.GetProperty("finals").GetInt32());
        Assert.Equal(Blocks + 1, result.GetProperty("news").GetInt32() - result.GetProperty("undos").GetInt32());
        Assert.True(observer.Store.TryGetFinalHeader(Blocks, out Header? last));
        Assert.Equal(last.Hash.ToString(), result.GetProperty("head").GetString());
        Assert.True(result.GetProperty("ends").GetProperty("UNAVAILABLE").GetInt32() >= 1, "nothing was interrupted");
        Assert.True(other.Counters.Messages > Blocks / 4, "the other node served too little");
        using StockClient again = StockClient.Start(
            "rate", new { endpoint = other.Address.Authority, until = 3_000, rounds = 3 });
        Assert.Equal(4, (await again.ResultAsync()).EnumerateObject().Count());
    }

    [Fact]
    public async Task StockClient_WhateverItDoes_IsAnsweredAsGrpcSays()
    {
        using VirtualValidator validator = new();
        validator.Start();
        Address receiver = new(new Hash256(Enumerable.Repeat((byte)3, 32).ToArray()));
        ulong[] transfers = new ulong[3];
        for (int index = 0; index < transfers.Length; index++)
        {
            validator.RunTo(validator.FinalHeight + 5);
            transfers[index] = validator.HeightOf(validator.Send(receiver));
        }
        validator.RunTo(validator.FinalHeight + 10);
        FirehoseChain chain = validator.Chain with { Heartbeat = TimeSpan.FromMilliseconds(200) };
        await using FirehoseServer server = await StartAsync(0, chain);
        using StockClient client = StockClient.Start("check", new
        {
            endpoint = server.Address.Authority,
            chainId = validator.Genesis.ChainId,
            sender = Convert.ToHexString(validator.Sender.Value.Span),
            program = Convert.ToHexString(ProgramId.Bank.Value.Span),
            transfers,
            cursors = RefusedCursors(validator),
        });
        JsonElement result = await client.ResultAsync();
        Assert.Empty(result.GetProperty("failed").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(17, result.GetProperty("passed").GetArrayLength());
        Assert.True(server.Counters.Refused > 10);
        Assert.True(server.Counters.Heartbeats >= 2);
    }

    [Theory]
    [InlineData("sf", false, false)]
    [InlineData("sf", true, false)]
    [InlineData("aether", true, true)]
    public async Task StockClient_OfEitherInterface_GetsTheSameChain(string service, bool finalOnly, bool gzip)
    {
        const int Until = 200;
        using VirtualValidator validator = new(trusting: finalOnly);
        validator.Start();
        await using FirehoseServer server = await StartAsync(0, validator.Chain);
        using StockClient client = StockClient.Start("follow", new
        {
            endpoints = new[] { server.Address.Authority },
            service,
            finalOnly,
            gzip,
            start = 10,
            until = Until,
        });
        // Some of it is there when the client comes and some is made while it reads.
        validator.RunTo(Until / 2);
        validator.RunTo(Until + 1);
        JsonElement result = await client.ResultAsync();
        Assert.Equal(Until - 10 + 1, result.GetProperty("finals").GetInt32());
        Assert.Equal(Until - 10 + 1, result.GetProperty("news").GetInt32());
    }

    [Fact]
    public async Task SlowClient_TakesNothingWhileTheChainGrows_IsWaitedForAndMissesNothing()
    {
        const int Until = 1_500;
        using VirtualValidator validator = new(trusting: true);
        validator.Start();
        await using FirehoseServer server = await StartAsync(0, validator.Chain);
        using RawClient client = new(server.Address);
        using RawStream stream = await client.OpenAsync(
            "/aether.firehose.v1.Stream/Blocks", new BlocksRequest { Stop = Until });
        validator.RunTo(Until + 1);
        // What it did not take is not in memory either: the stream stands still.
        Assert.Equal(1, server.Counters.Streams);
        ulong next = 0;
        ulong final = 0;
        while (await stream.ReadAsync(BlocksResponse.Parser) is { } message)
        {
            if (message.Event is { } item)
            {
                ulong expected = item.Step == Step.New ? next++ : final++;
                Assert.Equal(expected, item.Block.Height);
            }
        }
        Assert.Equal("0", stream.Status);
        Assert.Equal((Until + 1UL, Until + 1UL), (next, final));
    }

    private static Task<FirehoseServer> StartAsync(int port, FirehoseChain chain) =>
        FirehoseServer.StartAsync(port, chain, (method, error) => Assert.Fail($"{method}: {error}"));

    private static object[] RefusedCursors(VirtualValidator validator)
    {
        ulong tag = validator.Genesis.ChainTag;
        FeedView view = validator.Feed.View;
        Hash256 lost = new(Enumerable.Repeat((byte)9, 32).ToArray());
        ulong final = view.Final.Height;
        Assert.True(validator.Store.TryGetFinalHeader(final - 3, out Header? older));
        FeedCursor good = new(FeedStep.New, 0, final, view.Final.ParentHash, final - 2, older.Hash);
        return
        [
            Refused(good.Format(tag)[..^1], "INVALID_ARGUMENT", "malformed", restart: false),
            Refused(good.Format(tag ^ 1), "FAILED_PRECONDITION", "other-chain", restart: false),
            Refused((good with { Final = lost }).Format(tag), "FAILED_PRECONDITION", "other-chain", restart: false),
            Refused((good with { Tip = lost }).Format(tag), "FAILED_PRECONDITION", "unknown-block", restart: true),
            Refused((good with { Next = 1_000_000 }).Format(tag), "FAILED_PRECONDITION", "ahead", restart: false),
        ];
    }

    private static object Refused(string cursor, string code, string reason, bool restart) =>
        new { cursor, code, reason, restart };
}
