using System.Text;
using Aether.Core;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>Reads the metrics of all nodes once a second during a run.</summary>
/// <remarks><b>Threads</b>: one run at a time. <b>Cost</b>: the first and the last page of each node, and a few figures
/// of each in between.</remarks>
internal sealed class MetricsScraper(IReadOnlyList<(string Name, Uri Address)> nodes, HttpClient http) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly NodeHistory[] _histories = [.. nodes.Select(node => new NodeHistory(node.Name))];
    private RunClock? _clock;
    private byte[]? _page;
    private long _misses;

    /// <summary>Starts over for a run.</summary>
    public void Begin(RunClock clock)
    {
        _clock = clock;
        _misses = 0;
        foreach (NodeHistory history in _histories)
        {
            history.Clear();
        }
    }

    /// <summary>Reads until cancelled; a page that cannot be read is counted.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await ReadAllAsync().ConfigureAwait(false);
            await Task.Delay(s_interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the pages of the run say.</summary>
    /// <param name="client">What the client used, and the machine where nodes share it.</param>
    public NodesResult Summarise(SelfCheck client)
    {
        NodeResult[] results =
            [.. _histories.Where(history => history.Count > 1).Select(history => history.Summarise())];
        Bottleneck found = BottleneckNamer.Name(
            results, client.Processors, client.MachineProcessors, client.MachineUsed);
        return new NodesResult(results, found, _misses);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client is its owner's.
    }

    private async Task ReadAllAsync()
    {
        for (int index = 0; index < nodes.Count; index++)
        {
            if (await ReadAsync(nodes[index].Address).ConfigureAwait(false) is { } text)
            {
                _histories[index].Add(
                    new MetricsSample(_clock!.Seconds, MetricsText.Parse(text, NodeHistory.IsWanted)));
            }
            else
            {
                _misses++;
            }
        }
    }

    private async Task<string?> ReadAsync(Uri address)
    {
        try
        {
            using CancellationTokenSource timeout = new(s_timeout);
            using HttpResponseMessage answer = await http
                .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }
            using Stream body = await answer.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            // One page at a time: the room for the longest is there once.
            _page ??= new byte[Limits.LoadGen.MaxMetricsBytes];
            int length = await body.ReadAtLeastAsync(_page, _page.Length, throwOnEndOfStream: false, timeout.Token)
                .ConfigureAwait(false);
            return Encoding.UTF8.GetString(_page, 0, length);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
