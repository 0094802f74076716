using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class ControlledSchedulerTests
{
    /// <summary>Interleavings of each test: a campaign sets more.</summary>
    private static readonly long s_interleavings = long.TryParse(
        Environment.GetEnvironmentVariable("AETHER_INTERLEAVINGS"), out long count) ? count : 4_000;

    private readonly BlockState _state = TestLedger.InitialState();

    [Fact]
    public void Run_AHotPair_EveryInterleavingOfTwoLanesEqualsSerial()
    {
        Transaction[] block =
        [
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(1, 0, 0, AssetId.Swr, 7),
        ];
        using InterleavingExplorer explorer = new(_state, TestLedger.Context(_state), block, lanes: 2);
        long runs = explorer.RunEach(long.MaxValue);
        Assert.InRange(runs, 100, 1_000_000);
    }

    [Fact]
    public void Run_AChainOfOutputsBesideAnother_InterleavingsInOrderEqualSerial()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        Transaction spent = TestLedger.Sign(
            TestLedger.Calling(
                TestLedger.Body(1, 0) with { Inputs = [new OutPoint(made.Id, 0)] },
                BankProgram.Deposit(TestLedger.Owners[6], AssetId.Swr, 5)),
            0, 1);
        Transaction[] block = [made, TestLedger.Transfer(2, 3, 0, AssetId.Aic, 5), spent];
        using InterleavingExplorer explorer = new(_state, TestLedger.Context(_state), block, lanes: 2);
        Assert.InRange(explorer.RunEach(s_interleavings), 1_000, s_interleavings);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Run_RandomBlocks_RandomInterleavingsEqualSerial(int lanes)
    {
        const int RunsOfABlock = 100;
        Random random = new(lanes);
        for (long runs = 0; runs < s_interleavings; runs += RunsOfABlock)
        {
            SpecLedger spec = new(TestLedger.Genesis);
            TransactionGenerator generator = new(random, spec);
            Transaction[] block = new Transaction[random.Next(2, 9)];
            for (int index = 0; index < block.Length; index++)
            {
                block[index] = generator.Next(TestLedger.View);
                spec.Run(block[index], TestLedger.View);
            }
            using InterleavingExplorer explorer = new(_state, TestLedger.Context(_state), block, lanes);
            for (int run = 0; run < RunsOfABlock; run++)
            {
                explorer.Run(new RandomChooser(random));
            }
        }
    }

    private readonly struct RandomChooser(Random random) : ILaneChooser
    {
        public int Choose(int count) => random.Next(count);
    }
}
