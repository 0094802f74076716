using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution;

/// <summary>The ledger against the naive one, over many random blocks.</summary>
public sealed class LedgerOracleTests
{
    private const ulong BlockGas = 64_000;

    [Fact]
    public void RandomBlocks_EqualTheNaiveLedger()
    {
        Random random = new(1);
        HashSet<TransactionError> errors = [];
        HashSet<ReceiptStatus> statuses = [];
        for (int chain = 0; chain < 40; chain++)
        {
            bool hoards = chain % 20 == 1;
            RunChain(random, blocks: chain % 5 == 0 ? 200 : hoards ? 160 : 40, hoards, errors, statuses);
        }
        TransactionError[] reachable =
        [
            TransactionError.WrongChain, TransactionError.Expired, TransactionError.TooFarAhead,
            TransactionError.UndeclaredAccess, TransactionError.FeeTooLow, TransactionError.NonceTooLow,
            TransactionError.NonceTooHigh, TransactionError.InputSpentOrMissing, TransactionError.WitnessMismatch,
            TransactionError.InsufficientBalance, TransactionError.None, TransactionError.ObjectFull,
            TransactionError.BlockFull,
        ];
        ReceiptStatus[] outcomes =
        [
            ReceiptStatus.Success, ReceiptStatus.InsufficientBalance, ReceiptStatus.NotConserved,
            ReceiptStatus.OutOfGas, ReceiptStatus.BadCall, ReceiptStatus.UnknownProgram,
            ReceiptStatus.UndeclaredAccess, ReceiptStatus.Unauthorized, ReceiptStatus.ObjectMissing,
            ReceiptStatus.ObjectExists, ReceiptStatus.WrongKind, ReceiptStatus.Archived,
            ReceiptStatus.ArchiveMismatch, ReceiptStatus.SupplyNotZero, ReceiptStatus.Overflow,
            ReceiptStatus.TooManyAssets,
        ];
        Assert.Equal(reachable.Order(), errors.Order());
        Assert.Equal(outcomes.Order(), statuses.Order());
    }

    private static void RunChain(
        Random random,
        int blocks,
        bool hoards,
        HashSet<TransactionError> errors,
        HashSet<ReceiptStatus> statuses)
    {
        SpecLedger spec = new(TestLedger.Genesis, BlockGas);
        bool passesEpochs = blocks > 100;
        ulong view = TestLedger.View;
        TransactionGenerator generator = new(random, spec, hoards);
        ChainStore chain = TestLedger.Open(new MemoryKeyValueStore());
        for (int block = 0; block < blocks; block++)
        {
            view += passesEpochs ? (ulong)random.Next(10_000, 22_000) : 1;
            Address proposer = TestLedger.Owners[random.Next(8)];
            Header parent = chain.FinalizedHeader;
            BlockContext context = new(
                view, chain.FinalizedState.Height + 1, proposer, (ulong)spec.Markets.Block)
            {
                BlockGas = BlockGas,
                Origin = TestLedger.Origin(parent, spec.Staking.Serving, spec.Staking.Epoch),
            };
            BlockBuilder builder = new(TestLedger.Genesis, chain.FinalizedState, context);
            List<Transaction> included = [];
            List<SpecOutcome> expected = [];
            for (int count = builder.IsClosing ? 0 : random.Next(14); count > 0; count--)
            {
                Transaction transaction = Decoded(generator.Next(view));
                SpecOutcome outcome = spec.Run(transaction, view);
                Assert.Equal(outcome.Error, builder.TryAdd(transaction));
                errors.Add(outcome.Error);
                if (outcome.Error == TransactionError.None)
                {
                    included.Add(transaction);
                    expected.Add(outcome);
                    statuses.Add(outcome.Status);
                }
            }
            spec.EndBlock(proposer);
            bool closed = spec.Staking.EndBlock(parent, TestLedger.Hash((int)parent.View).ToArray(), view);
            Assert.Equal(closed, builder.IsClosing);
            BlockExecution execution = builder.Finish();
            CheckBlock(chain, context, execution, included, expected, spec);
            chain.CommitFinal(
                TestLedger.Block(chain.FinalizedHeader, view, execution, [.. included]), execution, null);
            CheckCommitted(chain, included, view, spec);
        }
    }

    // Through the bytes, as a node would meet it.
    private static Transaction Decoded(Transaction transaction)
    {
        Assert.True(Ace.TryDecode(transaction.Bytes, out Transaction decoded, out DecodeError error), $"{error}");
        return decoded;
    }

    private static void CheckBlock(
        ChainStore chain,
        BlockContext context,
        BlockExecution execution,
        List<Transaction> included,
        List<SpecOutcome> expected,
        SpecLedger spec)
    {
        Assert.Equal(expected.Count, execution.Receipts.Length);
        for (int index = 0; index < expected.Count; index++)
        {
            Receipt receipt = execution.Receipts[index];
            Assert.Equal(included[index].Id, receipt.TransactionId);
            Assert.Equal(expected[index].Status, receipt.Status);
            Assert.Equal(expected[index].Gas, receipt.GasUsed);
            Assert.Equal(expected[index].Fee, (BigInteger)receipt.Fee);
            Assert.Equal(Ace.Encode(expected[index].Receipt!), Ace.Encode(receipt));
        }
        SortedDictionary<Hash256, byte[]> values = spec.Values();
        Assert.Equal(NaiveTree.Root(values), execution.PostState!.Root);
        foreach ((Hash256 key, byte[] value) in values)
        {
            Assert.True(execution.PostState.TryGet(key, out byte[] held));
            Assert.Equal(value, held);
        }
        foreach (GenesisSupply supply in Supplies())
        {
            Assert.Equal(supply.Amount, spec.Supply(supply.Asset));
        }
        foreach ((ObjectId id, ObjectRecord record) in spec.Objects.Where(pair => pair.Value.Kind == ObjectKind.Asset))
        {
            Assert.True(Ace.TryDecode(record.Data, out AssetData asset, out _));
            Assert.Equal((BigInteger)asset.Supply, spec.Supply(new AssetId(id.Value)));
        }
        BlockExecution again = BlockExecutor.Execute(
            TestLedger.Genesis, chain.FinalizedState, context, [.. included]);
        Assert.Equal(execution.PostState.Root, again.PostState!.Root);
        Assert.Equal(execution.Receipts.Select(Ace.Encode), again.Receipts.Select(Ace.Encode));
    }

    private static void CheckCommitted(
        ChainStore chain, List<Transaction> included, ulong view, SpecLedger spec)
    {
        foreach (Transaction transaction in included)
        {
            TransactionError error = AdmissionCheck.Validate(
                transaction, chain.FinalizedState, TestLedger.Genesis, view, BlockContext.UnitBaseFee);
            Assert.NotEqual(TransactionError.None, error);
            Assert.True(chain.TryLocate(transaction.Id, out TransactionLocation place));
            Assert.True(chain.TryGetReceipt(place, out Receipt? receipt));
            Assert.Equal(transaction.Id, receipt.TransactionId);
        }
        foreach ((Hash256 key, byte[] value) in spec.Values().Take(5))
        {
            SparseMerkleProof proof = chain.FinalizedState.Prove(key);
            Assert.True(SparseMerkle.VerifyInclusion(chain.FinalizedState.Root, key, value, proof));
        }
    }

    private static IEnumerable<GenesisSupply> Supplies() =>
    [
        new(
            AssetId.Swr,
            Sum(TestLedger.Genesis.Accounts.Select(item => item.Swr))
                + (BigInteger)TestLedger.Genesis.Validators.TotalStake),
        new(AssetId.Aic, Sum(TestLedger.Genesis.Accounts.Select(item => item.Aic))),
        new(TestLedger.Gold, 0),
    ];

    private static BigInteger Sum(IEnumerable<UInt128> amounts) =>
        amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + (BigInteger)amount);

    private sealed record GenesisSupply(AssetId Asset, BigInteger Amount);
}
