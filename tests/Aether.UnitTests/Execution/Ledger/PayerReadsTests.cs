using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class PayerReadsTests
{
    [Fact]
    public void Read_PresentAndAbsent_IsThatOfTheState()
    {
        Account account = new(7, [new AssetBalance(AssetId.Swr, 12)]);
        BlockState state = BlockState.Initial(new SortedDictionary<Hash256, byte[]?>
        {
            [StateKey.ForAccount(TestLedger.Owners[1])] = Ace.Encode(account),
        });
        PayerReads reads = new();
        reads.Read(state, [TestLedger.Owners[0]]);
        Assert.Equal(default, reads[0]);
        reads.Read(state, [TestLedger.Owners[1], TestLedger.Owners[0], TestLedger.Owners[1]]);
        Assert.Equal([new(7, 12), default, new(7, 12)], [reads[0], reads[1], reads[2]]);
        Assert.Throws<InvariantViolationException>(() => reads[3]);
        reads.Read(state, []);
        Assert.Throws<InvariantViolationException>(() => reads[0]);
    }
}
