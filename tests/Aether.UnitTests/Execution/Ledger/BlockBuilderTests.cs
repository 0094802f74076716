using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockBuilderTests
{
    private readonly BlockState _state = TestLedger.InitialState();

    [Fact]
    public void TryAdd_RefusedOnes_ChangeNothing()
    {
        Transaction[] good =
        [
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(0, 1, 1, AssetId.Swr, 6),
            TestLedger.Transfer(2, 1, 0, AssetId.Aic, 7),
        ];
        BlockBuilder builder = Builder();
        Assert.Equal(TransactionError.NonceTooHigh, builder.TryAdd(good[1]));
        foreach (Transaction transaction in good)
        {
            Assert.Equal(TransactionError.None, builder.TryAdd(transaction));
            Assert.Equal(TransactionError.NonceTooLow, builder.TryAdd(transaction));
        }
        Assert.Equal(3, builder.Count);
        BlockExecution built = builder.Finish();
        BlockExecution executed = TestLedger.Execute(_state, good);
        Assert.Equal(executed.PostState!.Root, built.PostState!.Root);
        Assert.Equal(executed.ReceiptsRoot, built.ReceiptsRoot);
    }

    [Fact]
    public void Finish_Empty_KeepsTheState()
    {
        BlockExecution built = Builder().Finish();
        Assert.True(built.IsValid);
        Assert.Equal(_state.Root, built.PostState!.Root);
        Assert.True(built.ReceiptsRoot.IsZero);
    }

    [Fact]
    public void Builder_AfterFinish_IsUsedUp()
    {
        BlockBuilder builder = Builder();
        builder.Finish();
        Assert.Throws<InvariantViolationException>(() => builder.TryAdd(TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5)));
        Assert.Throws<InvariantViolationException>(builder.Finish);
    }

    private BlockBuilder Builder() => new(TestLedger.Genesis, _state, TestLedger.Context(_state));
}
