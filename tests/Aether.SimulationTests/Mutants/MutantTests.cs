using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests.Mutants;

/// <summary>The checkers find every planted bug: what they let through in the campaign is worth something.</summary>
public sealed class MutantTests
{
    private const ulong MaxSeeds = 4_000;

    public static TheoryData<string> RuleMutants =>
    [
        nameof(PrecommitAfterTimeout),
        nameof(IgnoreHighCertificateOfTimeout),
        nameof(PrecommitWithoutLock),
        nameof(PrevoteAfterTimeout),
        nameof(TwoVotesInOneView),
        nameof(TwoChainAcrossViews),
    ];

    public static TheoryData<ShellMutant> ShellMutants =>
    [
        ShellMutant.ReportBeforeWrite,
        ShellMutant.ForgetVotes,
        ShellMutant.ForgetLock,
        ShellMutant.CountMessages,
    ];

    [Theory]
    [MemberData(nameof(RuleMutants))]
    public void RuleMutantIsFound(string name) =>
        AssertFound(name, seed => Campaign.SettingsOf(seed) with { Rules = Create(name) });

    [Theory]
    [MemberData(nameof(ShellMutants))]
    public void ShellMutantIsFound(ShellMutant mutant) =>
        AssertFound(mutant.ToString(), seed => Campaign.SettingsOf(seed) with { Mutant = mutant });

    [Fact]
    public void TwoThirdsOfThreeValidatorsAreFound() =>
        AssertFound(nameof(TwoThirdsAreEnough), seed => Campaign.SettingsOf(seed) with
        {
            Stakes = [10, 10, 10],
            Byzantine = new Dictionary<ushort, ByzantineKind> { [(ushort)(seed % 3)] = ByzantineKind.Equivocator },
            Rules = new TwoThirdsAreEnough(),
        });

    internal static ConsensusRules Create(string name) => name switch
    {
        nameof(PrecommitAfterTimeout) => new PrecommitAfterTimeout(),
        nameof(IgnoreHighCertificateOfTimeout) => new IgnoreHighCertificateOfTimeout(),
        nameof(PrecommitWithoutLock) => new PrecommitWithoutLock(),
        nameof(PrevoteAfterTimeout) => new PrevoteAfterTimeout(),
        nameof(TwoVotesInOneView) => new TwoVotesInOneView(),
        nameof(TwoChainAcrossViews) => new TwoChainAcrossViews(),
        _ => throw new ArgumentException(name),
    };

    private static void AssertFound(string name, Func<ulong, SimulationSettings> settings)
    {
        SortedDictionary<string, ulong> first = [];
        ulong seed = 1;
        for (; seed <= MaxSeeds && first.Count == 0; seed++)
        {
            try
            {
                new Simulation(settings(seed)).Run();
            }
            catch (SimulationViolationException violation)
            {
                first.TryAdd(violation.Message, seed);
            }
        }
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {string.Join("; ", first.Select(entry => $"seed {entry.Value}, {entry.Key}"))}");
        Assert.True(first.Count > 0, $"{MaxSeeds} seeds did not find {name}");
    }
}
