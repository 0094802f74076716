using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AdmissionReadsTests
{
    private static readonly Transaction[] s_transactions =
    [
        TestLedger.Sign(TestLedger.Body(2, 0), 2, 0, 1),
        TestLedger.Sign(TestLedger.Body(3, 0)),
        TestLedger.Sign(TestLedger.Body(0, 0), 0),
    ];

    [Fact]
    public void WitnessesOf_AnyNumberOfThem_AreTheirAddresses()
    {
        AdmissionReads reads = new();
        reads.Begin([s_transactions[2]]);
        reads.Begin(s_transactions);
        for (int index = 0; index < s_transactions.Length; index++)
        {
            Assert.Equal(
                s_transactions[index].Witnesses.Select(static witness => Address.FromPublicKey(witness.Key).Value),
                reads.WitnessesOf(index).ToArray());
        }
    }

    [Fact]
    public void PayerOf_PresentAndAbsent_IsThatOfTheState()
    {
        SortedDictionary<Hash256, byte[]?> accounts = [];
        foreach (int owner in (ReadOnlySpan<int>)[0, 2])
        {
            Account account = new((ulong)owner + 7, [new AssetBalance(AssetId.Swr, (UInt128)owner + 5)]);
            accounts.Add(
                StateKey.ForAccount(TestLedger.Owners[owner]), Aether.Core.Codec.Ace.Encode(account));
        }
        BlockState state = BlockState.Initial(accounts);
        AdmissionReads reads = new();
        reads.Begin(s_transactions);
        Assert.Null(reads.State);
        reads.ReadPayers(state);
        Assert.Same(state, reads.State);
        for (int index = 0; index < s_transactions.Length; index++)
        {
            Assert.Equal(PayerAccount.Of(state, s_transactions[index].Body.FeePayer), reads.PayerOf(index));
        }
        Assert.Equal(new PayerAccount(9, 7), reads.PayerOf(0));
        Assert.Equal(default, reads.PayerOf(1));
        reads.Begin([]);
        Assert.Null(reads.State);
    }
}
