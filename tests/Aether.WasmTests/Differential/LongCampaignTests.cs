using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Aether.WasmTests.Differential;

/// <summary>
/// As many modules as <c>AETHER_WASM_MODULES</c> says (1,000 else), from seed <c>AETHER_WASM_SEED</c> on, on
/// <c>AETHER_WASM_CORES</c> threads, each with a node of its own; what was run goes to the file
/// <c>AETHER_WASM_REPORT</c>. <c>AETHER_WASM_COMPILED=0</c> leaves the compiler out.
/// </summary>
public sealed class LongCampaignTests
{
    private const int Batch = 1_000;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    [Fact]
    public void Run_AsManyModulesAsAskedFor_AllEnginesAgree()
    {
        ulong modules = Setting("AETHER_WASM_MODULES", Batch);
        ulong first = Setting("AETHER_WASM_SEED", 1_000_000);
        bool compiled = Setting("AETHER_WASM_COMPILED", 1) != 0;
        var campaign = new DifferentialCampaign();
        var clock = Stopwatch.StartNew();
        long taken = -1;
        var threads = new List<Thread>();
        for (ulong i = Setting("AETHER_WASM_CORES", (ulong)Environment.ProcessorCount); i > 0; i--)
        {
            threads.Add(new Thread(Work) { IsBackground = true });
            threads[^1].Start();
        }
        threads.ForEach(thread => thread.Join());
        Report(campaign, first, compiled, clock.Elapsed);
        Assert.True(campaign.Differences.Count == 0, string.Join('\n', campaign.Differences));

        void Work()
        {
            using var node = new NodeEngine();
            for (ulong at = Take(); at < modules && campaign.Differences.Count == 0; at = Take())
            {
                campaign.Run(first + at, (int)ulong.Min(Batch, modules - at), node, compiled);
                Report(campaign, first, compiled, clock.Elapsed);
            }
        }

        ulong Take() => (ulong)Interlocked.Increment(ref taken) * Batch;
    }

    private static ulong Setting(string name, ulong otherwise) =>
        ulong.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : otherwise;

    private static void Report(DifferentialCampaign campaign, ulong first, bool compiled, TimeSpan time)
    {
        string? path = Environment.GetEnvironmentVariable("AETHER_WASM_REPORT");
        if (path is null)
        {
            return;
        }
        lock (campaign)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(campaign.Summary(first, compiled, time), s_json));
        }
    }
}
