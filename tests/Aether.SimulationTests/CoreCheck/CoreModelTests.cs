using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.SimulationTests.ModelCheck;
using Aether.TestKit.Mutants;
using Xunit;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>Schedules of three real cores against one faulty validator: all of one view, many of two.</summary>
public sealed class CoreModelTests
{
    private const long StatesInEveryRun = 60_000;

    [Fact]
    public void OneViewWithRestartsIsSafeInEverySchedule()
    {
        CoreModel model = new(new ConsensusRules(), views: 1, restarts: 1, usesSpec: true);

        ModelResult result = Explore("1 view, 1 restart each", model, long.MaxValue);

        Assert.Null(model.Violation);
        Assert.True(result.IsExhausted);
        Assert.True(model.Reached.ByCommit);
    }

    /// <summary>AETHER_CORE_STATES sets how many are explored: two views have more than one run can visit.</summary>
    [Fact]
    public void TwoViewsAreSafeAsFarAsExplored()
    {
        long cap = long.Parse(
            Environment.GetEnvironmentVariable("AETHER_CORE_STATES") ?? "0", CultureInfo.InvariantCulture);
        CoreModel model = new(new ConsensusRules(), views: 2, restarts: 0, usesSpec: true);

        ModelResult result = Explore("2 views", model, Math.Max(cap, StatesInEveryRun));

        Assert.Null(model.Violation);
        Assert.True(result.IsExhausted || result.States > StatesInEveryRun);
    }

    /// <summary>Without the specification beside it: two conflicting blocks become final.</summary>
    [Fact]
    public void PrecommitAfterTimeoutIsFound()
    {
        ConsensusRules rules = RuleMutants.RulesOf("PrecommitAfterTimeout");
        CoreModel model = new(rules, views: 2, restarts: 0, usesSpec: false);

        Explore("precommit after a timeout", model, cap: 1_000_000);

        Assert.NotNull(model.Violation);
    }

    private static ModelResult Explore(string name, CoreModel model, long cap)
    {
        ModelResult result = model.Explore(cap);
        TestContext.Current.SendDiagnosticMessage(
            $"real cores, {name}: {result}, {model.VoterStates} states of one core, {model.CoreSteps} transitions, "
            + $"final by commit {model.Reached.ByCommit}, by two-chain {model.Reached.ByTwoChain} {model.Violation}");
        return result;
    }
}
