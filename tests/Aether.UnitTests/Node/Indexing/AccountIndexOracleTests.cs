using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Indexing;
using Aether.UnitTests.Execution;
using Xunit;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>The index against the naive ledger: what changed is what it tells.</summary>
public sealed class AccountIndexOracleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomChains_EqualTheLedger(int seed)
    {
        LedgerChain chain = new(seed);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        AccountRoles seen = AccountRoles.None;
        for (int round = 0; round < 150; round++)
        {
            for (int more = chain.Draw(5); more > 0; more--)
            {
                chain.Grow();
            }
            indexed.Finalize((ulong)chain.Blocks.Count - 1);
            if (chain.Draw(3) == 0)
            {
                indexed.Restart();
            }
            indexed.Drain();
            CheckOutputs(chain, indexed, (ulong)Math.Max(chain.Blocks.Count - 1 - chain.Draw(20), 0));
        }
        foreach (Address owner in TestLedger.Owners)
        {
            seen |= CheckHistory(chain, indexed, owner);
        }
        AccountRoles expected = AccountRoles.Payer | AccountRoles.Signer | AccountRoles.Sender | AccountRoles.Receiver
            | AccountRoles.Spender | AccountRoles.Owner;
        Assert.Equal(expected, seen & expected);
        Assert.Empty(indexed.Said);
    }

    [Fact]
    public void EveryCrash_LeavesWholeBlocks_AndTheRestFollows()
    {
        LedgerChain chain = new(5);
        CopyingStore store = new();
        IndexedChain indexed = new(chain, store);
        for (int block = 0; block < 40; block++)
        {
            chain.Grow();
            indexed.Finalize((ulong)chain.Blocks.Count - 1);
            indexed.Drain();
        }
        List<string> whole = IndexedChain.Content(store);
        Assert.True(store.Copies.Count >= 40);
        foreach (MemoryKeyValueStore killed in store.Copies)
        {
            IndexedChain next = new(chain, killed, (ulong)chain.Blocks.Count - 1);
            ulong height = next.Index.View.Height;
            foreach (Address owner in TestLedger.Owners)
            {
                Assert.All(next.History(owner, 7), entry => Assert.True(entry.Height <= height));
                Assert.Equal(Owned(chain, owner, height), next.Outputs(owner, height, 3));
            }
            next.Drain();
            Assert.Equal(whole, IndexedChain.Content(killed));
            Assert.Empty(next.Said);
        }
    }

    [Fact]
    public void SpentOutputs_AreForgotten_WhenNoPageCanNeedThem()
    {
        LedgerChain chain = new(6);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        for (ulong block = 0; block < (2 * Limits.Indexing.HeldBlocks) + 200; block++)
        {
            chain.Grow(most: 2);
            if (block % 50 == 0)
            {
                indexed.Finalize((ulong)chain.Blocks.Count - 1);
                indexed.Drain();
            }
        }
        indexed.Finalize((ulong)chain.Blocks.Count - 1);
        indexed.Drain();
        ulong last = indexed.Index.View.Height;
        CheckOutputs(chain, indexed, last);
        CheckOutputs(chain, indexed, last + 1 - Limits.Indexing.HeldBlocks);
        IReadOnlyList<KeyValuePair<byte[], byte[]>> left = indexed.Store.Scan(IndexKeys.Spent, [], int.MaxValue);
        Assert.All(left, list => Assert.True(
            IndexKeys.ReadHeight(list.Key) + Limits.Indexing.HeldBlocks + Limits.Indexing.BatchBlocks > last));
        int kept = indexed.Store.Scan(IndexKeys.Outputs, [], int.MaxValue).Count;
        Assert.Equal(
            chain.Outputs[^1].Count + left.Sum(list => list.Value.Length / IndexKeys.OutputBytes), kept);
    }

    private static void CheckOutputs(LedgerChain chain, IndexedChain indexed, ulong height)
    {
        foreach (Address owner in TestLedger.Owners)
        {
            Assert.Equal(Owned(chain, owner, height), indexed.Outputs(owner, height, 1 + chain.Draw(5)));
        }
    }

    private static Dictionary<OutPoint, TransactionOutput> Owned(LedgerChain chain, Address owner, ulong height) =>
        chain.Outputs[(int)height].Where(pair => pair.Value.Owner == owner)
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    private static AccountRoles CheckHistory(LedgerChain chain, IndexedChain indexed, Address owner)
    {
        List<HistoryEntry> history = indexed.History(owner, 1 + chain.Draw(9));
        List<HistoryEntry> backwards = indexed.History(owner, 1 + chain.Draw(9), descending: true);
        backwards.Reverse();
        Assert.Equal(history.Select(PlaceOf), backwards.Select(PlaceOf));
        Assert.Equal(history.Select(PlaceOf).Distinct().Order(), history.Select(PlaceOf));
        AccountRoles seen = AccountRoles.None;
        foreach (HistoryEntry entry in history)
        {
            seen |= entry.Roles;
            CheckEntry(chain, owner, entry);
        }
        // Nothing that changed the account is missing.
        Assert.Subset(
            history.Select(PlaceOf).ToHashSet(),
            chain.Changes.Where(pair => pair.Value.Keys.Any(key => key.Item1 == owner)).Select(pair => pair.Key)
                .ToHashSet());
        HistoryEntry[] received = [.. history.Where(entry => (entry.Roles & AccountRoles.Receiver) != 0)];
        Assert.Equal(
            received.Select(PlaceOf),
            indexed.History(owner, 2, roles: AccountRoles.Receiver).Select(PlaceOf));
        return seen;
    }

    private static void CheckEntry(LedgerChain chain, Address owner, HistoryEntry entry)
    {
        Transaction transaction = chain.Blocks[(int)entry.Height].Transactions[entry.Index];
        Receipt receipt = chain.Blocks[(int)entry.Height].Receipts![entry.Index];
        Assert.Equal(transaction.Id, entry.TransactionId);
        Assert.Equal(receipt.Status, entry.Status);
        Assert.Equal(receipt.Fee, entry.Fee);
        Assert.Equal(chain.Blocks[(int)entry.Height].Header.TimestampMs, entry.TimestampMs);
        Assert.Equal(transaction.Body.FeePayer == owner, (entry.Roles & AccountRoles.Payer) != 0);
        Assert.Equal(
            transaction.Witnesses.Any(witness => Address.FromPublicKey(witness.Key) == owner),
            (entry.Roles & AccountRoles.Signer) != 0);
        bool succeeded = receipt.Status == ReceiptStatus.Success;
        Assert.Equal(
            chain.Spenders[PlaceOf(entry)].Contains(owner), (entry.Roles & AccountRoles.Spender) != 0);
        Assert.Equal(
            succeeded && transaction.Body.Outputs.Any(output => output.Owner == owner),
            (entry.Roles & AccountRoles.Owner) != 0);
        // The owner is named by the transaction, or signed it.
        Assert.True((entry.Roles & AccountRoles.Signer) != 0
            || transaction.Bytes.IndexOf(owner.Value.Span) >= 0);
        if (entry.IsExact)
        {
            CheckAmounts(chain, owner, entry, transaction);
        }
    }

    // What went through outputs is no change of the account.
    private static void CheckAmounts(LedgerChain chain, Address owner, HistoryEntry entry, Transaction transaction)
    {
        Dictionary<AssetId, BigInteger> told = [];
        foreach (AssetFlow flow in entry.Flows)
        {
            told[flow.Asset] = (BigInteger)flow.In - (BigInteger)flow.Out;
        }
        if (entry.Status == ReceiptStatus.Success)
        {
            foreach (TransactionOutput output in transaction.Body.Outputs.Where(output => output.Owner == owner))
            {
                told[output.Asset] -= (BigInteger)output.Amount;
            }
            foreach (OutPoint input in transaction.Body.Inputs)
            {
                TransactionOutput spent = Made(chain, input);
                if (spent.Owner == owner)
                {
                    told[spent.Asset] += (BigInteger)spent.Amount;
                }
            }
        }
        if ((entry.Roles & AccountRoles.Payer) != 0)
        {
            told[AssetId.Swr] = told.GetValueOrDefault(AssetId.Swr) - (BigInteger)entry.Fee;
        }
        Dictionary<AssetId, BigInteger> changed = chain.Changes[PlaceOf(entry)]
            .Where(pair => pair.Key.Item1 == owner).ToDictionary(pair => pair.Key.Item2, pair => pair.Value);
        Assert.Equal(changed, told.Where(pair => pair.Value != 0).ToDictionary());
    }

    private static TransactionOutput Made(LedgerChain chain, OutPoint point) => chain.Blocks
        .SelectMany(block => block.Transactions).First(made => made.Id == point.TransactionId)
        .Body.Outputs[point.Index];

    private static (ulong Height, uint Index) PlaceOf(HistoryEntry entry) => (entry.Height, entry.Index);
}
