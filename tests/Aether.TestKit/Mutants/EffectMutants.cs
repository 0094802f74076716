using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Bugs in how a node carries out what its core tells it.</summary>
public static class EffectMutants
{
    private const long LongRunUs = 900_000_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } = [.. Sending(), .. Signing(), .. Finality(), .. Circles()];

    private static Mutant Change(
        string name, string rule, string summary, Func<ConsensusEffect, ConsensusEffect?> change) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnEffect = change } });

    private static IEnumerable<Mutant> Sending() =>
    [
        new("NeverRepeat", "R5, R8, BP-08", "nothing is sent a second time", static settings => settings with
        {
            Bug = NewOnlyOnce,
        }),
        Change("KeepTimeouts", "R5, L-1", "timeouts are signed and not sent",
            static effect => effect is Broadcast { Message.Timeout: not null } ? null : effect),
        Change("KeepVotesFromAllButOne", "R8, L-1", "votes go to the first validator only",
            static effect => effect is Broadcast { Message: { Vote: not null } message }
                ? new Send(0, message)
                : effect),
        Change("KeepBlocks", "R10, L-1, BP-24", "no block is served",
            static effect => effect is ServeBlock or Send { Message.BlockResponse: not null } ? null : effect),
        Change("NeverAskForBlocks", "R10, L-1", "no block is asked for",
            static effect => effect is Send { Message.BlockRequest: not null } ? null : effect),
    ];

    private static IEnumerable<Mutant> Signing() =>
    [
        Change("SignBeforeDurable", "I-7, BP-01", "a signature does not wait for its record",
            static effect => effect is Sign sign ? sign with { AfterPosition = 0 } : effect),
        Change("SignOtherView", "I-5", "timeouts are signed for the view after",
            static effect => effect is Sign { Request: TimeoutSignRequest timeout } sign
                ? sign with { Request = timeout with { View = timeout.View + 1 } }
                : effect),
        Change("UnderstateLock", "R5, I-5", "timeouts report the view before the lock",
            static effect => effect is Sign { Request: TimeoutSignRequest { HighView: > 0 } timeout } sign
                ? sign with { Request = timeout with { HighView = timeout.HighView - 1 } }
                : effect),
        Change("SkipRecords", "I-7, BP-01", "a record of a precommit is not written",
            static effect => effect is Persist { Record: { } record } persist
                ? persist with { Record = record with { PrecommittedView = 0 } }
                : effect),
    ];

    private static IEnumerable<Mutant> Finality() =>
    [
        Change("CommitLastOnly", "I-2, BP-29", "of several final blocks only the last is committed",
            static effect => effect is Finalize { Blocks.Count: > 1 } final
                ? new Finalize([final.Blocks[^1]])
                : effect),
        Change("CommitInReverse", "I-2", "final blocks are committed newest first",
            static effect => effect is Finalize final ? new Finalize([.. final.Blocks.Reverse()]) : effect),
        Change("ProofOfOtherBlock", "I-6", "the proof of a final block names its parent's certificate",
            static effect => effect is Finalize final
                ? new Finalize([.. final.Blocks.Select(static block => block with
                {
                    Proof = block.Proof is { } proof
                        ? proof with { Certificate = block.Block.Header.Justify }
                        : null,
                })])
                : effect),
        new("CommitUncertified", "R7, I-1, I-6", "a block is called final when it is voted for", static settings =>
            settings with { Bug = NewEarlyCommit }),
        new("HaltForNothing", "I-19", "a node stops at the first timeout it signs", static settings => settings with
        {
            Bug = NewHalt,
        }),
    ];

    private static IEnumerable<Mutant> Circles() =>
    [
        new("LosePrecommitRequests", "I-17", "precommits are asked of the signer and never answered", static settings =>
            settings with
            {
                DisruptionUs = 0,
                FaultsEndUs = LongRunUs,
                UsesSpec = false,
                Bug = static () => new ScriptedBug
                {
                    OnEffect = static effect =>
                        effect is Sign { Request: VoteSignRequest { Kind: VoteKind.Precommit } } ? null : effect,
                },
            }),
        new("RearmTimers", "L-3", "a timer that fired is set again for the same time", static settings =>
            settings with
            {
                Bug = static () => new ScriptedBug
                {
                    OnEffect = static effect => effect is SetTimer ? new SetTimer(0) : effect,
                    OnStepEnd = static () => [new SetTimer(0)],
                },
            }),
        new("KeepProposals", "R1, L-3", "proposals are signed and not sent", static settings => settings with
        {
            Byzantine = new Dictionary<ushort, ByzantineKind>(),
            Bug = static () => new ScriptedBug
            {
                OnEffect = static effect => effect is Broadcast { Message.Proposal: not null } ? null : effect,
            },
        }),
    ];

    private static ScriptedBug NewOnlyOnce()
    {
        HashSet<ConsensusMessage> sent = [];
        return new ScriptedBug
        {
            OnEffect = effect => effect is Broadcast broadcast && !sent.Add(broadcast.Message) ? null : effect,
        };
    }

    private static ScriptedBug NewEarlyCommit()
    {
        List<ConsensusEffect> early = [];
        return new ScriptedBug
        {
            OnEffect = effect =>
            {
                if (effect is StoreBlock { Block: { } block })
                {
                    FinalityProof proof = new([], block.Header.Justify, null, null);
                    early.Add(new Finalize([new FinalizedBlock(block, proof)]));
                }
                return effect;
            },
            OnStepEnd = () =>
            {
                ConsensusEffect[] now = [.. early];
                early.Clear();
                return now;
            },
        };
    }

    private static ScriptedBug NewHalt()
    {
        bool stops = false;
        return new ScriptedBug
        {
            OnEffect = effect =>
            {
                stops |= effect is Sign { Request: TimeoutSignRequest };
                return effect;
            },
            OnStepEnd = () => stops ? [new Halt("stopped")] : [],
        };
    }
}
