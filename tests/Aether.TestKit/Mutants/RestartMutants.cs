using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Bugs in what a node keeps and in what it starts from.</summary>
public static class RestartMutants
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } = [.. Forgotten(), .. Disks()];

    private static Mutant Forget(
        string name, string rule, string summary, Func<SafetyRecord, RestoredState, SafetyRecord> recall) =>
        Start(name, rule, summary, restored => restored.Safety is { } record
            ? restored with { Safety = recall(record, restored) }
            : restored);

    private static Mutant Start(
        string name, string rule, string summary, Func<RestoredState, RestoredState> restore) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnRestore = restore } });

    private static Mutant Lose(string name, string rule, string summary, Func<Func<ConsensusEffect, bool>> lost) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnWrite = lost() } });

    private static IEnumerable<Mutant> Forgotten() =>
    [
        Forget("ForgetProposals", "R1, I-3", "a restart forgets what was proposed",
            static (record, _) => record with { ProposedView = 0 }),
        Forget("ForgetVotes", "R3, R4, I-3", "a restart forgets prevotes and precommits",
            static (record, _) => record with { PrevotedView = 0, PrecommittedView = 0 }),
        Forget("ForgetTimeouts", "R4, R5", "a restart forgets timeouts",
            static (record, _) => record with { TimedOutView = 0 }),
        Forget("ForgetLock", "R4, I-5", "a restart forgets the highest certificate and the view",
            static (record, restored) => record with
            {
                HighCertificate = restored.Epoch.RootCertificate, Entry = null,
            }),
        Forget("ForgetView", "R0, BP-02", "a restart takes the view from the QC and forgets the TC",
            static (record, _) => record with { Entry = null }),
        Start("ForgetRecord", "I-3, BP-27", "a restart starts with an empty safety record",
            static restored => restored with { Safety = null }),
        Start("ForgetPendingBlocks", "R10, BP-29", "a restart forgets the blocks that were voted for",
            static restored => restored with { Pending = [] }),
        Start("ForgetFinalHead", "I-2", "a restart starts from block 0",
            static restored => restored with { FinalizedHeader = restored.Epoch.RootHeader }),
        new("RestoreOldRecord", "I-3, BP-27", "a restart finds the record of three writes ago", static settings =>
            settings with { Bug = NewOldCopy }),
    ];

    private static IEnumerable<Mutant> Disks() =>
    [
        new("ReportBeforeWrite", "I-7, BP-01", "a record is reported durable and written later", static settings =>
            settings with { Mutant = ShellMutant.ReportBeforeWrite }),
        Lose("LoseRecords", "I-7, BP-29", "no safety record reaches the disk", static () =>
            static write => write is Persist),
        Lose("LoseTimeouts", "I-7, BP-29", "records of timeouts do not reach the disk", static () => NewTimeoutLoss()),
        Lose("LoseBlocks", "I-7, BP-29", "blocks that are voted for do not reach the disk", static () =>
            static write => write is StoreBlock),
        Lose("LoseOneWriteInSeven", "I-7, BP-29", "a failed flush is taken for a good one", static () => NewBadFlush()),
    ];

    private static ScriptedBug NewOldCopy()
    {
        List<SafetyRecord> history = [];
        return new ScriptedBug
        {
            OnEffect = effect =>
            {
                if (effect is Persist persist)
                {
                    history.Add(persist.Record);
                }
                return effect;
            },
            OnRestore = restored => history.Count < 4 ? restored : restored with { Safety = history[^4] },
        };
    }

    private static Func<ConsensusEffect, bool> NewTimeoutLoss()
    {
        ulong known = 0;
        return write =>
        {
            bool lost = write is Persist { Record: { } record } && record.TimedOutView > known;
            known = write is Persist persist ? Math.Max(known, persist.Record.TimedOutView) : known;
            return lost;
        };
    }

    private static Func<ConsensusEffect, bool> NewBadFlush()
    {
        int writes = 0;
        return _ => ++writes % 7 == 0;
    }
}
