using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Bugs in the voting rules, in every node alike.</summary>
public static class RuleMutants
{
    private static readonly uint[] s_threeEqual = [10, 10, 10];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
    [
        .. Proposals(), .. Votes(), .. Records(), .. Quorums(),
    ];

    /// <summary>The rules of a mutant.</summary>
    public static ConsensusRules RulesOf(string name) =>
        All.Single(mutant => mutant.Name == name).Plant(Campaign.SettingsOf(1)).Rules!;

    private static Mutant Bend(string name, string rule, string summary, BentRules rules) =>
        new(name, rule, summary, settings => settings with { Rules = rules });

    private static IEnumerable<Mutant> Proposals() =>
    [
        Bend("IgnoreHighCertificateOfTimeout", "R2(ii), BP-07", "a TC justifies any older certificate", new BentRules
        {
            Justified = static header => IsOnParent(header) && (header.Timeout is { } timeout
                ? timeout.View == header.View - 1
                : header.Justify.View == header.View - 1),
        }),
        Bend("JustifyWithoutTimeout", "R2(ii)", "a proposal needs no TC for the views it skips", new BentRules
        {
            Justified = static header => IsOnParent(header) && (header.Timeout is not { } timeout
                || (timeout.View == header.View - 1 && header.Justify.View >= timeout.HighView)),
        }),
        Bend("JustifyByOldTimeout", "R2(ii)", "a TC of any earlier view justifies a proposal", new BentRules
        {
            Justified = static header => IsOnParent(header) && (header.Timeout is { } timeout
                ? timeout.View < header.View && header.Justify.View >= timeout.HighView
                : header.Justify.View == header.View - 1),
        }),
        Bend("TwoChainAcrossViews", "R7, I-6, BP-07", "a child of any later view makes a block final", new BentRules
        {
            TwoChain = static (block, child) => child.ParentHash == block.Hash,
        }),
        Bend("TwoChainOffByOne", "R7, I-6", "a child two views later makes a block final", new BentRules
        {
            TwoChain = static (block, child) =>
                child.ParentHash == block.Hash && child.View - block.View is 1 or 2,
        }),
    ];

    private static IEnumerable<Mutant> Votes() =>
    [
        Bend("TwoVotesInOneView", "R3, I-3", "a view that was voted in is open for another prevote", new BentRules
        {
            Prevote = static (record, view, _) => view > record.TimedOutView && view >= record.PrevotedView,
        }),
        Bend("PrevoteAfterTimeout", "R3, R5", "a timeout does not block a prevote in its view", new BentRules
        {
            Prevote = static (record, view, hash) => view > record.PrevotedView
                || (view == record.PrevotedView && hash == record.PrevotedHash),
            TimedOut = static (before, after) => after with
            {
                PrevotedView = before.PrevotedView, PrevotedHash = before.PrevotedHash,
            },
        }),
        Bend("PrecommitAfterTimeout", "R4", "a precommit may follow a timeout of its view", new BentRules
        {
            Precommit = static (record, view, hash) => view > record.PrecommittedView
                || (view == record.PrecommittedView && hash == record.PrecommittedHash),
        }),
        Bend("PrecommitInTimedOutView", "R4", "a precommit may follow the timeout of its own view", new BentRules
        {
            Precommit = static (record, view, hash) => view >= record.TimedOutView && (view > record.PrecommittedView
                || (view == record.PrecommittedView && hash == record.PrecommittedHash)),
        }),
        Bend("PrecommitWithoutLock", "R4, I-5", "a precommit does not raise the lock", new BentRules
        {
            Precommitted = static (before, after) => after with { HighCertificate = before.HighCertificate },
        }),
    ];

    // What was signed is not in the record that must be durable before it.
    private static IEnumerable<Mutant> Records() =>
    [
        Bend("ProposalNotRecorded", "R1, I-7, BP-01", "the record does not name the proposal", new BentRules
        {
            Proposed = static (before, _) => before,
        }),
        Bend("PrevoteNotRecorded", "R3, I-7, BP-01", "the record does not name the prevote", new BentRules
        {
            Prevoted = static (before, _) => before,
        }),
        Bend("PrecommitNotRecorded", "R4, I-7, BP-01", "the record does not name the precommit", new BentRules
        {
            Precommitted = static (before, after) => before with { HighCertificate = after.HighCertificate },
        }),
        Bend("TimeoutNotRecorded", "R5, I-7, BP-01", "the record does not name the timeout", new BentRules
        {
            TimedOut = static (before, after) => after with { TimedOutView = before.TimedOutView },
        }),
    ];

    private static IEnumerable<Mutant> Quorums() =>
    [
        new("TwoThirdsAreEnough", "R6", "exactly two thirds of the stake are a quorum", static settings =>
            ThirdOfThree(settings) with
            {
                Rules = new BentRules { Quorum = static (weight, total) => weight * 3 >= total * 2 },
            }),
        Bend("HalfIsEnough", "R6, I-4", "more than half of the stake is a quorum", new BentRules
        {
            Quorum = static (weight, total) => weight * 2 > total,
        }),
        Bend("ThirdIsEnough", "R6, I-4", "more than a third of the stake is a quorum", new BentRules
        {
            Quorum = static (weight, total) => weight * 3 > total,
        }),
        Bend("AllButOneThird", "R6, L-1", "a quorum is three quarters of the stake or more", new BentRules
        {
            Quorum = static (weight, total) => weight * 4 > total * 3,
        }),
    ];

    // A third of the stake is faulty: the rules hold no two blocks of one view apart, but they certify neither.
    private static SimulationSettings ThirdOfThree(SimulationSettings settings) => settings with
    {
        Stakes = s_threeEqual,
        Byzantine = new Dictionary<ushort, ByzantineKind>
        {
            [(ushort)(settings.Seed % 3)] = ByzantineKind.Equivocator,
        },
    };

    private static bool IsOnParent(Header header) =>
        header.Justify.View < header.View && header.Justify.BlockHash == header.ParentHash;
}
