using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Processes;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

/// <summary>What dashboards and alerts ask for is what nodes that are processes, over real QUIC, say.</summary>
public sealed class MetricsTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    // Its value begins with a node's first snapshot; its name is there before.
    private static readonly string[] s_later = ["aether_snapshot_age_seconds"];

    private readonly string _folder = Directory.CreateTempSubdirectory("metrics").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryMetricOfDashboardsAndRules_IsInTheTextOfLiveNodes()
    {
        string[] names = [.. NamesOfFiles()];
        Assert.True(names.Length > 60, string.Join(' ', names));
        DevnetOptions options = new(4, _folder, 1, null, false, 0)
        {
            Processes = true,
            FindsPeers = true,
            Observers = 1,
            MetricsPort = 0,
        };
        (ProcessDevnet devnet, Uri rpc) = await ProcessDevnet.StartAsync(DevnetFolder.OpenOrCreate(options), options);
        using (devnet)
        using (HttpClient http = new())
        {
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= 5);
            // Counts of requests begin with a request.
            using StringContent body = new("""{"jsonrpc":"2.0","id":1,"method":"aeth_getFinalizedSlot"}""");
            using HttpResponseMessage answer = await http.PostAsync(rpc, body, TestContext.Current.CancellationToken);
            List<string> pages = [];
            for (int node = 0; node < options.Validators; node++)
            {
                pages.Add(await http.GetStringAsync(AddressOf(node), TestContext.Current.CancellationToken));
            }
            foreach (string name in names)
            {
                Assert.All(pages, page => Assert.Contains($"\n# TYPE {name} ", page, StringComparison.Ordinal));
                Assert.True(
                    s_later.Contains(name) || pages.Exists(page => Regex.IsMatch(page, $"(?m)^{name}(_count)?[ {{]")),
                    $"no node gives {name} a value");
            }
        }
    }

    // Histograms by the name of the whole.
    private static IEnumerable<string> NamesOfFiles()
    {
        string folder = FolderOf("src", "deploy", "observability");
        IEnumerable<string> files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".json", StringComparison.Ordinal)
                || path.EndsWith(".rules.yml", StringComparison.Ordinal));
        string text = string.Join('\n', files.Select(File.ReadAllText));
        string[] recorded = [.. Regex.Matches(text, @"record: (\S+)").Select(match => match.Groups[1].Value)];
        return Regex.Matches(text, @"\b(?:aether|process|dotnet)_[a-z0-9_]+\b").Select(match => match.Value)
            .Where(name => !recorded.Contains(name))
            .Select(name => Regex.Replace(name, "_bucket$", ""))
            .Distinct().Order(StringComparer.Ordinal);
    }

    private Uri AddressOf(int node)
    {
        string path = Path.Combine(_folder, $"node-{node}", "endpoints.json");
        using JsonDocument endpoints = JsonDocument.Parse(File.ReadAllText(path));
        return new Uri(endpoints.RootElement.GetProperty("metrics").GetString()!);
    }

    private static string FolderOf(params string[] parts)
    {
        string? folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Aether.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        Assert.SkipWhen(folder is null, "the tests do not run inside the repository");
        return Path.Combine([folder!, .. parts]);
    }

    private static async Task WaitAsync(ProcessDevnet devnet, Func<DevnetSample, bool> reached)
    {
        using CancellationTokenSource late = new(s_patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        while (!reached(devnet.Meter.Sample()))
        {
            await timer.WaitForNextTickAsync(late.Token);
        }
    }
}
