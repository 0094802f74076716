using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockContextTests
{
    [Fact]
    public void Of_AHeader_NamesItsProposersAccount()
    {
        ValidatorSet validators = TestLedger.Genesis.Validators;
        Header header = GenesisBlock.CreateHeader(TestLedger.Genesis, default) with
        {
            View = 8,
            Height = 3,
            Proposer = 2,
        };
        BlockOrigin origin = TestLedger.Origin(header);
        WriteSet state = new(TestLedger.InitialState());
        FeeMarkets dear = FeeMarkets.Initial.Next(100, 100, []);
        dear.Write(state, FeeMarkets.Initial);
        Assert.Equal(
            new BlockContext(8, 3, validators[2].Address, dear.Block) { Origin = origin },
            BlockContext.Of(header, origin, state));
        Assert.False((TestLedger.Context(TestLedger.InitialState()) with { BaseFee = dear.Block }).Fits(
            TestLedger.InitialState()));
    }

    [Fact]
    public void Fits_OnlyTheEpochOfTheState()
    {
        BlockState state = TestLedger.InitialState();
        BlockContext context = TestLedger.Context(state);
        Header genesis = GenesisBlock.CreateHeader(TestLedger.Genesis, state.Root);
        Assert.True(context.Fits(state));
        Assert.True((context with { Origin = TestLedger.Origin(genesis) }).Fits(state));
        Assert.False((context with { Origin = TestLedger.Origin(genesis, epoch: 1) }).Fits(state));
    }

    [Fact]
    public void IsClosing_FromTheEndOfTheEpochOn()
    {
        BlockState state = TestLedger.InitialState();
        ChainParameters parameters = TestLedger.Genesis.Parameters;
        Header genesis = GenesisBlock.CreateHeader(TestLedger.Genesis, state.Root);
        BlockContext context = TestLedger.Context(state) with { Origin = TestLedger.Origin(genesis) };
        Assert.False((context with { View = parameters.EpochSlots - 1 }).IsClosing(state, parameters));
        Assert.True((context with { View = parameters.EpochSlots }).IsClosing(state, parameters));
        Assert.True((context with { View = ulong.MaxValue }).IsClosing(state, parameters));
        BlockContext without = context with { View = ulong.MaxValue, Origin = null };
        Assert.False(without.IsClosing(state, parameters));
    }
}
