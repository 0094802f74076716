using System.Diagnostics;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests.Specification;

public sealed class SpecTests
{
    private const int Seeds = 300;

    /// <summary>The campaign runs the specification too, in one epoch; here each run goes through several.</summary>
    [Fact]
    public void ShortEpochs_EveryStepIsAllowed()
    {
        int epochs = 0;
        long started = Stopwatch.GetTimestamp();
        Parallel.For(1, Seeds + 1, seed =>
        {
            Simulation simulation = new(Campaign.SettingsOf((ulong)seed) with { EpochSlots = 8 });
            try
            {
                simulation.Run();
            }
            catch (SimulationViolationException violation)
            {
                throw new InvalidOperationException($"seed {seed}: {violation.Message}", violation);
            }
            Interlocked.Add(ref epochs, simulation.Oracle.Epochs - 1);
        });

        TestContext.Current.SendDiagnosticMessage(
            $"{epochs} epoch changes in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.True(epochs > Seeds);
    }
}
