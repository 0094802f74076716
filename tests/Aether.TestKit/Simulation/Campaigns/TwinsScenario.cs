using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>
/// Scripted rounds of Twins: faulty keys run twice, unmodified; in each view a leader and a partition are given.
/// </summary>
public static class TwinsScenario
{
    /// <summary>Rounds of the exhaustive lane.</summary>
    public const int Rounds = 7;

    /// <summary>Scenarios that one seed of the exhaustive lane stands for.</summary>
    public const int PerSeed = 343;

    /// <summary>Seeds of the exhaustive lane: 0 up to here, each round with every pattern.</summary>
    public const ulong Seeds = 2_401;

    private const long ViewHealMs = 4_000;
    private const int RandomRounds = 12;
    private const int RandomPerSeed = 100;

    // Four validators, the last with a twin at endpoint 4: the set of each endpoint, and the leader. Up to renaming
    // of the three honest ones these are the splits in which one side, both or none can have a quorum.
    private static readonly (byte[] Sets, int Leader)[] s_patterns =
    [
        ([0, 0, 0, 0, 0], 3),
        ([0, 0, 1, 0, 1], 3),
        ([0, 0, 1, 0, 1], 0),
        ([0, 1, 0, 0, 1], 3),
        ([0, 0, 1, 1, 0], 2),
        ([1, 0, 0, 0, 1], 1),
        ([0, 0, 0, 1, 2], 0),
    ];

    /// <summary>All scenarios of one seed of the exhaustive lane; none beyond the last.</summary>
    public static IEnumerable<SimulationSettings> Enumerate(ulong seed)
    {
        ulong first = seed * PerSeed;
        for (ulong index = first; seed < Seeds && index < first + PerSeed; index++)
        {
            (byte[] Sets, int Leader)[] rounds = new (byte[], int)[Rounds];
            ulong rest = index;
            for (int round = 0; round < Rounds; round++)
            {
                rounds[round] = s_patterns[(int)(rest % (ulong)s_patterns.Length)];
                rest /= (ulong)s_patterns.Length;
            }
            yield return SettingsOf(index, 4, [3], rounds);
        }
    }

    /// <summary>The scenarios of one seed of the random lane.</summary>
    public static IEnumerable<SimulationSettings> Draw(ulong seed)
    {
        SimulationRandom random = new(seed, "twins");
        for (int scenario = 0; scenario < RandomPerSeed; scenario++)
        {
            int count = random.Below(10) switch
            {
                < 6 => 4,
                < 8 => 5,
                < 9 => 7,
                _ => 10,
            };
            ushort[] twins = [.. Enumerable.Range(count - ((count - 1) / 3), (count - 1) / 3).Select(x => (ushort)x)];
            (byte[] Sets, int Leader)[] rounds = new (byte[], int)[RandomRounds];
            for (int round = 0; round < RandomRounds; round++)
            {
                int sets = 1 + random.Below(3);
                byte[] split = new byte[count + twins.Length];
                for (int endpoint = 0; endpoint < split.Length; endpoint++)
                {
                    split[endpoint] = (byte)random.Below(sets);
                }
                rounds[round] = (split, random.Chance(1, 2) ? twins[0] : random.Below(count));
            }
            yield return SettingsOf((seed * RandomPerSeed) + (ulong)scenario, count, twins, rounds);
        }
    }

    private static SimulationSettings SettingsOf(
        ulong seed, int count, ushort[] twins, (byte[] Sets, int Leader)[] rounds)
    {
        long[] began = new long[rounds.Length];
        return new SimulationSettings
        {
            Seed = seed,
            Stakes = [.. Enumerable.Repeat(10u, count)],
            Timing = new ConsensusTiming(500, 150, 350, 1_500, 3_000),
            Byzantine = twins.ToDictionary(key => key, _ => ByzantineKind.Twins),
            Leaders = view => view <= (ulong)rounds.Length ? rounds[view - 1].Leader : -1,
            Passes = (from, to, message) => Passes(count, rounds, began, from, to, message),
            FaultsEndUs = 1_000,
            RecoveryUs = 120_000_000,
            RequiredHeights = 2,
            UntilView = (ulong)rounds.Length + 1,
            // The specification costs half of the time; the checkers of the simulation stay.
            UsesSpec = seed % 16 == 0,
        };
    }

    // A message is of the view it speaks of; a request for a block of the view its sender is in. A view heals by
    // itself after a while: where no side has a quorum nobody would ever leave it.
    private static bool Passes(
        int count, (byte[] Sets, int Leader)[] rounds, long[] began, SimulatedNode from, SimulatedNode to,
        ConsensusMessage message)
    {
        ulong view = message.Proposal?.Header.View ?? message.Vote?.View ?? message.Timeout?.View
            ?? message.Entry?.EnteredView ?? message.Commit?.View ?? from.Core?.CurrentView ?? 0;
        if (view == 0 || view > (ulong)rounds.Length)
        {
            return true;
        }
        byte[] sets = rounds[view - 1].Sets;
        began[view - 1] = began[view - 1] == 0 ? from.NowMs + 1 : began[view - 1];
        return from.NowMs > began[view - 1] + ViewHealMs || sets[PlaceOf(count, from)] == sets[PlaceOf(count, to)];
    }

    // Endpoints come in pairs for twins; their sets are listed after all first copies.
    private static int PlaceOf(int count, SimulatedNode node)
    {
        int twins = (count - 1) / 3;
        int honest = count - twins;
        int over = node.Endpoint - honest;
        return over < 0 ? node.Endpoint : honest + (over / 2) + (over % 2 * twins);
    }
}
