using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests;

/// <summary>Short epochs under crashes, partitions and faulty validators, while keys leave and return.</summary>
public sealed class EpochChangeTests
{
    private const int DefaultSeeds = 1_000;
    private const uint EpochSlots = 20;

    /// <summary>
    /// Replay one seed with AETHER_EPOCH_SEED=n AETHER_EPOCH_SEEDS=1, which also writes a trace (-showLiveOutput);
    /// AETHER_EPOCH_SEEDS alone sets how many are run.
    /// </summary>
    [Fact]
    public void NoSeedForksOrStalls()
    {
        int first = Read("AETHER_EPOCH_SEED", 1);
        int count = Read("AETHER_EPOCH_SEEDS", DefaultSeeds);
        ConcurrentQueue<string> failures = new();
        SimulationCoverage coverage = new();
        long steps = 0;
        long epochs = 0;
        long started = Stopwatch.GetTimestamp();
        Parallel.For(first, first + count, (seed, loop) =>
        {
            (string? failure, Simulation run) = Run((ulong)seed, count == 1 ? WriteLine : null);
            lock (coverage)
            {
                coverage.Add(run.Coverage);
                steps += run.Steps;
                epochs += run.Oracle.Epochs - 1;
            }
            if (failure is null && seed % 50 == 0)
            {
                (_, Simulation again) = Run((ulong)seed, trace: null);
                failure = again.Digest == run.Digest ? null : "two runs of one seed differ";
            }
            if (failure is not null)
            {
                failures.Enqueue($"AETHER_EPOCH_SEED={seed} AETHER_EPOCH_SEEDS=1: {failure}");
                if (failures.Count >= 10)
                {
                    loop.Stop();
                }
            }
        });
        TestContext.Current.SendDiagnosticMessage(
            $"{count} seeds, {epochs} epoch changes, {steps} events in "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s; {coverage}");
        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine, failures));
        Assert.True(count < 100 || epochs > count, $"{epochs} epoch changes");
        Assert.True(count < 100 || coverage.HelperProposals > count / 100, coverage.ToString());
    }

    // Faults last for more than one epoch; then the next final block may take five timeouts.
    private static SimulationSettings SettingsOf(ulong seed)
    {
        SimulationSettings drawn = Campaign.SettingsOf(seed);
        ConsensusTiming timing = drawn.Timing with { MaxTimeoutMs = 4_000 };
        return drawn with
        {
            EpochSlots = EpochSlots,
            Timing = timing,
            FaultsEndUs = 30_000_000 + ((long)(seed % 16) * 1_000_000),
            RequiredHeights = 1,
            RecoveryUs = 5 * timing.MaxTimeoutMs * 1_000,
        };
    }

    private static void WriteLine(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static (string? Failure, Simulation Run) Run(ulong seed, Action<string>? trace)
    {
        Simulation simulation = new(SettingsOf(seed) with { Trace = trace });
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
