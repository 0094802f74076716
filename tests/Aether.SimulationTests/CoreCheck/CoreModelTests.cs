using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.SimulationTests.ModelCheck;
using Aether.TestKit.Mutants;
using Xunit;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>All schedules of three real cores against one faulty validator, in one view and in two.</summary>
public sealed class CoreModelTests
{
    [Fact]
    public void OneViewIsSafeInEverySchedule() => AssertSafe(views: 1, restarts: 1, cap: long.MaxValue);

    [Fact]
    public void TwoViewsAreSafeInEverySchedule() => AssertSafe(
        int.Parse(Environment.GetEnvironmentVariable("AETHER_CORE_VIEWS") ?? "2", CultureInfo.InvariantCulture),
        int.Parse(Environment.GetEnvironmentVariable("AETHER_CORE_RESTARTS") ?? "0", CultureInfo.InvariantCulture),
        long.Parse(Environment.GetEnvironmentVariable("AETHER_CORE_CAP") ?? "100000000", CultureInfo.InvariantCulture));

    private static void AssertSafe(int views, int restarts, long cap)
    {
        CoreModel model = new(new ConsensusRules(), views, restarts, usesSpec: true);

        ModelResult result = model.Explore(cap);

        TestContext.Current.SendDiagnosticMessage(
            $"real cores, {views} views, {restarts} restarts: {result}, {model.VoterStates} states of one core in "
            + $"{model.CoreSteps} steps, final {model.Reached}");
        Assert.Null(model.Violation);
        Assert.True(result.IsExhausted);
    }
}
