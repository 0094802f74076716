using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Telemetry.Tracing;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class OtlpExporterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_OfADevnet_StandTogetherBySlotOnAllNodes()
    {
        await using FakeCollector collector = await FakeCollector.StartAsync();
        await using (TelemetryDevnet devnet = await TelemetryDevnet.OpenAsync(
            node => node.View.Telemetry.Export(new OtlpOptions(collector.Address, 1))))
        {
            await devnet.RunAsync(Cancellation);
            Uri rpc = await devnet.Nodes[0].ServeRpcAsync(0, null);
            // A light call, a heavy one and a batch, each once over the small reader and once over the full server.
            foreach (string call in (string[])[Call("aeth_chainId"), Call("aeth_getGenesis"),
                $"[{Call("aeth_chainId")},{Call("aeth_chainId")}]"])
            {
                await PostAsync(rpc, call, "");
                await PostAsync(rpc, call, "Origin: http://localhost\r\n");
            }
        }
        FakeSpan[] spans = [.. collector.Spans];
        FakeSpan[] calls = [.. spans.Where(span => span.Name == "rpc")];
        Assert.Equal(6, calls.Length);
        Assert.All(calls, call => Assert.Equal(
            ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 2), (call.Trace, call.Parent, call.Kind)));
        // A block that both nodes saw become final. More than one may have been proposed in its slot.
        IGrouping<string, FakeSpan> slot = spans.Where(span => span.Name != "rpc").GroupBy(span => span.Trace)
            .First(trace => trace.Count(span => span.Name == "slot") == 2);
        Assert.Single(slot.Select(span => span.View).Distinct());
        Assert.Contains(slot, span => span.Name == "propose");
        Assert.Contains(slot, span => span.Name == "execute");
        foreach (IGrouping<string, FakeSpan> node in slot.GroupBy(span => span.Instance))
        {
            FakeSpan root = node.Single(span => span.Name == "slot");
            Assert.Null(root.Parent);
            string[] names = ["state root", "vote", "finalize", "commit"];
            Assert.All(names, name => Assert.Contains(node, span => span.Name == name));
            Assert.All(node, span => Assert.True(span == root || span.Parent == root.Id));
            Assert.All(node, span => Assert.True(span.End >= span.Start));
            Assert.Equal(root.End, node.Single(span => span.Name == "finalize").End);
        }
        Assert.Equal(2, slot.Select(span => span.Instance).Distinct().Count());
        Assert.Equal(spans.Length, spans.Select(span => span.Id).Distinct().Count());
    }

    private static string Call(string method) => $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[]}""";

    private static async Task PostAsync(Uri server, string body, string headers)
    {
        using TcpClient client = new(server.Host, server.Port);
        string request = $"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}"
            + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        using StreamReader reader = new(client.GetStream());
        Assert.Contains("\"result\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_MoreThanTheQueueHolds_AreDroppedAndCounted()
    {
        await using FakeCollector collector = await FakeCollector.StartAsync();
        TaskCompletionSource open = new();
        collector.Open = open.Task;
        using ActivitySource source = new("test");
        SpanCounters counters = new();
        OtlpExporter exporter = new(source, new OtlpOptions(collector.Address, 1), "n", counters);
        int made = 0;
        // One batch is on its way and the queue is full: from then on every span is one too many.
        while (counters.Dropped < 10)
        {
            source.StartActivity("a")!.Dispose();
            made++;
        }
        int most = Limits.Telemetry.SpanQueue + (2 * Limits.Telemetry.SpanBatch) + 10;
        Assert.InRange(made, Limits.Telemetry.SpanQueue, most);
        open.SetResult();
        await exporter.DisposeAsync();
        Assert.Equal(made, counters.Sent + counters.Dropped + counters.Failed);
        Assert.Equal(collector.Spans.Count, counters.Sent);
        Assert.Equal(10, counters.Dropped);
    }

    [Fact]
    public async Task Spans_ThatTheCollectorDoesNotTake_AreCounted()
    {
        await using FakeCollector collector = await FakeCollector.StartAsync();
        collector.Status = 500;
        using ActivitySource source = new("test");
        SpanCounters counters = new();
        await using (OtlpExporter exporter = new(source, new OtlpOptions(collector.Address, 1), "n", counters))
        {
            source.StartActivity("a")!.Dispose();
        }
        Assert.Equal((0, 0, 1), (counters.Sent, counters.Dropped, counters.Failed));
    }

    [Fact]
    public void Takes_ARatio_IsThatShareAndTheSameEverywhere()
    {
        const int Traces = 20_000;
        int taken = 0;
        for (int index = 0; index < Traces; index++)
        {
            ActivityTraceId trace = ActivityTraceId.CreateRandom();
            bool some = OtlpExporter.Takes(trace, 0.25);
            Assert.Equal(some, OtlpExporter.Takes(trace, 0.25));
            Assert.True(!some || OtlpExporter.Takes(trace, 0.5));
            Assert.True(OtlpExporter.Takes(trace, 1) && !OtlpExporter.Takes(trace, 0));
            taken += some ? 1 : 0;
        }
        // Ten standard deviations.
        Assert.InRange(taken, (Traces / 4) - 620, (Traces / 4) + 620);
    }

    [Fact]
    public void Add_WhileNobodyListens_AllocatesNothing()
    {
        using ActivitySource source = new("test");
        SlotTraces traces = new(source, TimeProvider.System, new Hash256(new byte[32]));
        WorkDone done = new(PipelineWork.Execute, 1, 2, 0, 7, 3);
        traces.Add(done);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int turn = 0; turn < 1_000; turn++)
        {
            traces.Add(done);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
