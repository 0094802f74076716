using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class PayerAccountTests
{
    [Fact]
    public void Of_IsWhatTheAccountSays()
    {
        Address rich = TestLedger.Owners[0];
        Account account = new(7, [new AssetBalance(AssetId.Swr, 12)]);
        BlockState state = BlockState.Initial(new SortedDictionary<Hash256, byte[]?>
        {
            [StateKey.ForAccount(rich)] = Ace.Encode(account),
        });
        Assert.Equal(new PayerAccount(7, 12), PayerAccount.Of(state, rich));
        Assert.Equal(new PayerAccount(0, 0), PayerAccount.Of(state, TestLedger.Owners[1]));
    }

    [Fact]
    public void Of_AllocatesNothing()
    {
        BlockState state = BlockState.Initial([]);
        PayerAccount.Of(state, TestLedger.Owners[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PayerAccount.Of(state, TestLedger.Owners[0]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
