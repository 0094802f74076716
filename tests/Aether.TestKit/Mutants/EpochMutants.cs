using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Bugs where one epoch ends and the next begins.</summary>
public static class EpochMutants
{
    private const uint EpochSlots = 8;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } = [.. Rules(), .. Shells()];

    private static Mutant Bend(string name, string rule, string summary, BentRules rules) =>
        new(name, rule, summary, settings => settings with { EpochSlots = EpochSlots, Rules = rules });

    private static Mutant Plant(string name, string rule, string summary, Func<ScriptedBug> bug) =>
        new(name, rule, summary, settings => settings with { EpochSlots = EpochSlots, Bug = bug });

    private static IEnumerable<Mutant> Rules() =>
    [
        Bend("CloseOneViewLate", "R9, I-23, BP-26", "an epoch ends one view late", new BentRules
        {
            Role = static (epoch, view, justify) =>
                EpochRules.RoleOf(epoch with { EndView = epoch.EndView + 1 }, view, justify),
        }),
        Bend("CloseOneViewEarly", "R9, I-23, BP-26", "an epoch ends one view early", new BentRules
        {
            Role = static (epoch, view, justify) =>
                EpochRules.RoleOf(epoch with { EndView = epoch.EndView - 1 }, view, justify),
        }),
        Bend("HelpersBecomeFinal", "R9, I-23", "a helper block becomes final like any other", new BentRules
        {
            Final = static _ => true,
        }),
        Bend("EpochsNeverEnd", "R9, I-23", "no block closes an epoch", new BentRules
        {
            Role = static (_, _, _) => BlockRole.Ordinary,
        }),
        Bend("RecordOfAnyEpoch", "R9, I-24, BP-27", "a restart starts its epoch with an empty record", new BentRules
        {
            FirstRecord = static (epoch, _) => SafetyRecord.Initial(epoch.RootCertificate),
        }),
    ];

    private static IEnumerable<Mutant> Shells() =>
    [
        Plant("KeysOfTheEpochBefore", "R9, BP-26", "signatures are checked with the first keys", NewOldKeys),
        Plant("LoseEpochs", "R9, BP-29", "the context of a new epoch does not reach the disk", static () =>
            new ScriptedBug { OnWrite = static write => write is StartEpoch }),
        Plant("KeepEpochProofs", "R9, R10, L-1", "nobody is shown how an epoch ended", static () => new ScriptedBug
        {
            OnEffect = static effect =>
                effect is ServeEpochProof or Send { Message.EpochProof: not null } ? null : effect,
        }),
    ];

    private static ScriptedBug NewOldKeys()
    {
        IConsensusCrypto? first = null;
        return new ScriptedBug { OnCrypto = crypto => first ??= crypto };
    }
}
