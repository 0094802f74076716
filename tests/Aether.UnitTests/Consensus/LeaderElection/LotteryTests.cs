using System.Buffers.Binary;
using Aether.Consensus.LeaderElection;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Vrf;
using Aether.TestKit.Generators;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.LeaderElection;

public sealed class LotteryTests
{
    private const int Views = 3_000;

    [Fact]
    public void Alpha_IsDomainChainRandomnessAndView()
    {
        Genesis genesis = SimulatedGenesis.Create([10, 10]);
        Hash256 randomness = Lottery.InitialRandomness(genesis.Hash);
        byte[] alpha = new Lottery(genesis, genesis.Validators, randomness).Alpha(0x0102);

        Assert.Equal("AETH-VRF-V1\0"u8.ToArray(), alpha[..12]);
        Assert.Equal(genesis.Hash.Span.ToArray(), alpha[12..44]);
        Assert.Equal(randomness.Span.ToArray(), alpha[44..76]);
        Assert.Equal(0x0102UL, BinaryPrimitives.ReadUInt64LittleEndian(alpha.AsSpan(76)));
        Assert.Equal(84, alpha.Length);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(10u, 10u, 10u, 10u)]
    [InlineData(50u, 20u, 10u, 10u, 5u, 5u)]
    public void TryRank_SomeoneClaimsInTauOfTheViews_AndWinsByStake(params uint[] stakes)
    {
        (Lottery lottery, int count) = Create(stakes, rule: 0);
        SeededRandom random = new(21);
        int[] wins = new int[count];
        int led = 0;
        for (int view = 0; view < Views; view++)
        {
            int winner = Winner(lottery, count, random);
            led += winner >= 0 ? 1 : 0;
            wins[Math.Max(0, winner)] += winner >= 0 ? 1 : 0;
        }

        Assert.InRange(led, Views * 77 / 100, Views * 83 / 100);
        long total = stakes.Sum(stake => stake);
        for (int index = 0; index < count; index++)
        {
            long expected = led * stakes[index] / total;
            Assert.InRange(wins[index], expected - (Views / 25), expected + (Views / 25));
        }
    }

    [Fact]
    public void Lottery_ThatRemembers_AnswersTheSame()
    {
        Genesis genesis = SimulatedGenesis.Create([10, 20, 30, 5]);
        Hash256 randomness = Lottery.InitialRandomness(genesis.Hash);
        Lottery plain = new(genesis, genesis.Validators, randomness);
        Lottery remembering = new(genesis, genesis.Validators, randomness, remembers: true);
        SeededRandom random = new(23);
        byte[] output = new byte[64];
        for (int round = 0; round < 200; round++)
        {
            random.Fill(output);
            for (int repeat = 0; repeat < 2; repeat++)
            {
                bool eligible = plain.TryRank(round % 4, output, out LeadRank rank);
                Assert.Equal(eligible, remembering.TryRank(round % 4, output, out LeadRank again));
                Assert.Equal(rank, again);
                Assert.Equal(plain.BackupLeader((ulong)round), remembering.BackupLeader((ulong)round));
            }
        }
    }

    [Fact]
    public void TryRank_LinearRule_LeavesMoreViewsToTheBackup()
    {
        (Lottery lottery, int count) = Create([10, 10, 10, 10], rule: 1);
        SeededRandom random = new(22);
        int led = 0;
        for (int view = 0; view < Views; view++)
        {
            led += Winner(lottery, count, random) >= 0 ? 1 : 0;
        }

        // 1 - (1 - 0.8 / 4)^4 = 0.59.
        Assert.InRange(led, Views * 56 / 100, Views * 62 / 100);
    }

    [Fact]
    public void BackupLeader_IsFixedByTheView_AndProportionalToStake()
    {
        (Lottery lottery, int count) = Create([60, 20, 20], rule: 0);
        int[] wins = new int[count];
        for (ulong view = 1; view <= Views; view++)
        {
            int leader = lottery.BackupLeader(view);
            Assert.Equal(leader, lottery.BackupLeader(view));
            wins[leader]++;
        }

        Assert.InRange(wins[0], Views * 56 / 100, Views * 64 / 100);
        Assert.InRange(wins[1], Views * 16 / 100, Views * 24 / 100);
    }

    [Theory]
    [InlineData(10u, 10u, 10u, 10u)]
    [InlineData(1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u)]
    [InlineData(4_000_000_000u, 20u, 10u, 5u, 1u)]
    [InlineData(100u, 99u, 98u, 97u, 3u, 2u, 1u)]
    public void BackupLeader_IsTheFirstOfTheLowestScores(params uint[] stakes)
    {
        Genesis genesis = SimulatedGenesis.Create(stakes);
        Hash256 randomness = Lottery.InitialRandomness(genesis.Hash);
        Lottery lottery = new(genesis, genesis.Validators, randomness);
        for (ulong view = 1; view <= 500; view++)
        {
            UInt256[] scores = new UInt256[stakes.Length];
            for (int index = 0; index < scores.Length; index++)
            {
                Validator validator = genesis.Validators[index];
                byte[] input =
                [
                    .. randomness.Span, .. BitConverter.GetBytes(view), .. validator.Address.Value.Span,
                ];
                Hash256 value = Sha256Tagged.Hash("aeth/backup/v1"u8, input);
                UInt128 draw = BinaryPrimitives.ReadUInt128BigEndian(value.Span);
                Assert.True(NegLog.TryScore(draw, validator.Stake, genesis.Validators.TotalStake, out scores[index]));
            }

            Assert.Equal(Array.IndexOf(scores, scores.Min()), lottery.BackupLeader(view));
        }
    }

    [Fact]
    public void EpochsWithOtherRandomnessOrSets_HaveOtherLeaders()
    {
        Genesis genesis = SimulatedGenesis.Create([10, 10, 10, 10]);
        ValidatorSet three = new(genesis.Validators.Validators[1..].ToArray());
        Lottery first = new(genesis, genesis.Validators, Lottery.InitialRandomness(genesis.Hash));
        Lottery second = new(genesis, three, genesis.Hash);
        int equal = 0;
        for (ulong view = 1; view <= 400; view++)
        {
            Assert.NotEqual(first.Alpha(view), second.Alpha(view));
            int leader = second.BackupLeader(view);
            Assert.InRange(leader, 0, 2);
            equal += first.BackupLeader(view) == leader + 1 ? 1 : 0;
        }

        // Three of the four are in both sets, and agree by chance in a quarter of the views.
        Assert.InRange(equal, 60, 140);
    }

    private static (Lottery Lottery, int Count) Create(uint[] stakes, byte rule)
    {
        Genesis simulated = SimulatedGenesis.Create(stakes);
        Genesis genesis = new(
            simulated.ChainId, 0, simulated.Parameters with { LeaderRule = rule }, simulated.Validators, []);
        return (new Lottery(genesis, genesis.Validators, Lottery.InitialRandomness(genesis.Hash)), stakes.Length);
    }

    private static int Winner(Lottery lottery, int count, SeededRandom random)
    {
        int winner = -1;
        LeadRank best = LeadRank.Backup;
        byte[] output = new byte[64];
        for (int index = 0; index < count; index++)
        {
            random.Fill(output);
            if (lottery.TryRank(index, output, out LeadRank rank) && rank.CompareTo(best) < 0)
            {
                best = rank;
                winner = index;
            }
        }
        return winner;
    }
}
