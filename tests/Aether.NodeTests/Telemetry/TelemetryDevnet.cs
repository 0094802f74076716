using System.Globalization;
using Aether.Node;
using Aether.Node.Devnet;
using Aether.Pipeline;

namespace Aether.NodeTests.Telemetry;

/// <summary>Two validators in this process over a folder of their own, each with metrics on a free port.</summary>
internal sealed class TelemetryDevnet : IAsyncDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("aether-metrics-").FullName;
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _final = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TelemetryDevnet()
    {
    }

    public DevnetNetwork Network { get; private set; } = null!;

    public IReadOnlyList<NodeHost> Nodes => Network.Nodes;

    /// <summary>Opens it and calls <paramref name="prepare"/> before it starts.</summary>
    public static async Task<TelemetryDevnet> OpenAsync(Action<NodeHost>? prepare = null)
    {
        TelemetryDevnet devnet = new();
        DevnetFolder folder = DevnetFolder.OpenOrCreate(new DevnetOptions(2, devnet._path, 1, null, false, 0));
        devnet.Network = await DevnetNetwork.OpenAsync(folder, new PipelineOptions());
        foreach (NodeHost node in devnet.Nodes)
        {
            prepare?.Invoke(node);
            await node.View.Telemetry.ServeAsync(0);
        }
        // Both have voted, executed and committed by the time the first has a few final blocks.
        devnet.Nodes[0].View.Pipeline.BlockFinalized += block =>
        {
            if (block.Header.Height >= 3)
            {
                devnet._final.TrySetResult();
            }
        };
        return devnet;
    }

    /// <summary>Starts the validators and waits for their first final blocks.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (NodeHost node in Nodes)
        {
            node.Start();
        }
        await _final.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellation);
    }

    /// <summary>The metrics of a node as text.</summary>
    public Task<string> ScrapeAsync(int node, CancellationToken cancellation) =>
        _http.GetStringAsync(Nodes[node].View.Telemetry.Address, cancellation);

    /// <summary>The value of the series that a line begins with.</summary>
    public static double ValueOf(string text, string series)
    {
        string line = text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
