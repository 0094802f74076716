using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests;

public sealed class CampaignTests
{
    private const int DefaultSeeds = 10_000;
    private const int FirstSeed = 1;

    /// <summary>
    /// Replay one seed with AETHER_SIM_SEED=n AETHER_SIM_SEEDS=1, which also writes a trace (-showLiveOutput);
    /// AETHER_SIM_SEEDS alone sets how many are run.
    /// </summary>
    [Fact]
    public void NoSeedViolatesAnInvariant()
    {
        int first = Read("AETHER_SIM_SEED", FirstSeed);
        int count = Read("AETHER_SIM_SEEDS", DefaultSeeds);
        ConcurrentQueue<string> failures = new();
        SimulationCoverage coverage = new();
        long steps = 0;
        int slowest = first;
        long started = Stopwatch.GetTimestamp();
        Parallel.For(first, first + count, (seed, loop) =>
        {
            (string? failure, Simulation run) = Run((ulong)seed, count == 1 ? WriteLine : null);
            lock (coverage)
            {
                slowest = run.Coverage.WorstRecoveryUs > coverage.WorstRecoveryUs ? seed : slowest;
                coverage.Add(run.Coverage);
                steps += run.Steps;
            }
            if (failure is null && seed % 50 == 0)
            {
                (_, Simulation again) = Run((ulong)seed, trace: null);
                failure = again.Digest == run.Digest ? null : "two runs of one seed differ";
            }
            if (failure is not null)
            {
                failures.Enqueue($"AETHER_SIM_SEED={seed} AETHER_SIM_SEEDS=1: {failure}");
                if (failures.Count >= 10)
                {
                    loop.Stop();
                }
            }
        });
        TestContext.Current.SendDiagnosticMessage(
            $"{count} seeds, {steps} events in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s; "
            + $"{coverage} (seed {slowest})");
        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine, failures));
        Assert.True(count < 1_000 || coverage.Least() > count / 100, coverage.ToString());
    }

    private static void WriteLine(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static (string? Failure, Simulation Run) Run(ulong seed, Action<string>? trace)
    {
        Simulation simulation = new(Campaign.SettingsOf(seed) with { Trace = trace });
        try
        {
            simulation.Run();
            return (null, simulation);
        }
        catch (Exception failure)
        {
            return (failure is SimulationViolationException ? failure.Message : failure.ToString(), simulation);
        }
    }

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
