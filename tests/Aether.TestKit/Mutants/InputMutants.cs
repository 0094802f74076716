using Aether.Consensus.HotStuff;
using Aether.Consensus.Slashing;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Bugs in what a node checks and hears.</summary>
public static class InputMutants
{
    private const long OutageMs = 600_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } = [.. Signatures(), .. Messages(), .. Clocks()];

    private static Mutant Trust(string name, string rule, string summary, Func<IConsensusCrypto, BentCrypto> crypto) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnCrypto = crypto } });

    private static Mutant Hear(string name, string rule, string summary, Func<ConsensusInput, ConsensusInput?> hear) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnHear = hear } });

    private static Mutant Pace(string name, string rule, string summary, Func<ConsensusTiming, ConsensusTiming> pace) =>
        new(name, rule, summary, settings => settings with { Bug = () => new ScriptedBug { OnTiming = pace } });

    private static IEnumerable<Mutant> Signatures() =>
    [
        Trust("TrustVotes", "R6, I-4, BP-28", "signatures of votes are not checked, alone or summed",
            static inner => new BentCrypto(inner) { TrustsVotes = true, TrustsCertificates = true }),
        Trust("TrustCertificates", "R6, I-4, BP-04", "the signature of a certificate is not checked",
            static inner => new BentCrypto(inner) { TrustsCertificates = true }),
        Trust("TrustTimeouts", "R6, I-4, BP-05", "signatures of timeouts are not checked",
            static inner => new BentCrypto(inner) { TrustsTimeouts = true, TrustsTimeoutCertificates = true }),
        Trust("TrustHeaders", "R2(iv), BP-28", "the proposer's signature is not checked",
            static inner => new BentCrypto(inner) { TrustsHeaders = true }),
        Trust("TrustPayloads", "R2(vi), BP-23", "a payload is not held against its header",
            static inner => new BentCrypto(inner) { TrustsPayloads = true }),
        new("CountMessages", "R6, I-4, BP-03", "a vote that comes twice counts twice", static settings =>
            settings with { Mutant = ShellMutant.CountMessages }),
    ];

    private static IEnumerable<Mutant> Messages() =>
    [
        Hear("DeafToTimeouts", "R5, R6, BP-08", "timeouts of others are ignored",
            static input => input is MessageInput { Message.Timeout: not null } ? null : input),
        Hear("DeafToOneValidator", "R6, L-1, BP-06", "nothing that the first validator says is heard",
            static input => input is MessageInput { Peer: 0 } ? null : input),
        Hear("DeafToBlocks", "R10, L-1, BP-24", "blocks that were asked for are dropped",
            static input => input is MessageInput { Message.BlockResponse: not null } ? null : input),
        Hear("DeafToTimers", "R8, L-1", "the core is never woken by its timer",
            static input => input is TickInput { NowMs: > 1_000 } ? null : input),
        new("BlameForRepetition", "I-20", "a peer that repeats a message is blamed", static settings => settings with
        {
            Bug = static () => NewRepetition(static (peer, _) => new PenalisePeer(peer, "repeated message")),
        }),
        new("ConvictForRepetition", "I-15", "a vote that comes twice is taken for two votes", static settings =>
            settings with
            {
                Bug = static () => NewRepetition(static (_, vote) =>
                {
                    QuorumCertificate alone = EvidenceParts.Aggregate(vote, vote.Voter + 1);
                    return new EvidenceFound(EvidenceParts.DoubleVote(alone, alone), []);
                }),
            }),
    ];

    private static IEnumerable<Mutant> Clocks() =>
    [
        Hear("ClockStandsStill", "R2(v), L-1, BP-22", "the wall clock stands at the start of the chain",
            static input => input with { WallMs = SimulatedGenesis.TimestampMs }),
        Pace("TimeoutBeforeVotes", "R8, L-1, BP-08", "timeouts never grow and end before a vote may be cast",
            static timing => timing with { TimeoutMs = timing.ClaimMs - 1, MaxTimeoutMs = timing.ClaimMs - 1 }),
        new("TimeoutsGrowForEver", "R8, L-1, BP-08", "the growth of timeouts has no cap", static settings =>
            WithoutProposals(settings, static timing => timing with { MaxTimeoutMs = long.MaxValue / 1_000_000 })),
    ];

    /// <summary>
    /// Ten minutes in which no proposal arrives, so that view after view is given up, with a pacing of choice.
    /// </summary>
    public static SimulationSettings WithoutProposals(
        SimulationSettings settings, Func<ConsensusTiming, ConsensusTiming> pace) => settings with
        {
            LossPermille = 0,
            DisruptionUs = 0,
            FaultsEndUs = OutageMs * 1_000,
            Bug = () => new ScriptedBug
            {
                OnTiming = pace,
                OnHear = static input =>
                    input is MessageInput { Message.Proposal: not null, NowMs: < OutageMs } ? null : input,
            },
        };

    private static ScriptedBug NewRepetition(Func<ushort, Vote, ConsensusEffect> accuse)
    {
        HashSet<Vote> seen = [];
        List<ConsensusEffect> accusations = [];
        return new ScriptedBug
        {
            OnHear = input =>
            {
                if (input is MessageInput { Message.Vote: { } vote } message && !seen.Add(vote))
                {
                    accusations.Add(accuse(message.Peer, vote));
                }
                return input;
            },
            OnStepEnd = () =>
            {
                ConsensusEffect[] now = [.. accusations];
                accusations.Clear();
                return now;
            },
        };
    }
}
