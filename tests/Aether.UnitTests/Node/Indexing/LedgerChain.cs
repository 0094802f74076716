using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Node.Feed;
using Aether.TestKit.Ledger;
using Aether.UnitTests.Execution;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>
/// Blocks of random transactions on the naive ledger, with what each of them changed, by looking at all accounts before
/// and after it.
/// </summary>
internal sealed class LedgerChain : IFeedArchive
{
    private readonly Random _random;
    private readonly SpecLedger _spec = new(TestLedger.Genesis);
    private readonly TransactionGenerator _generator;
    private ulong _view = TestLedger.View;

    public LedgerChain(int seed)
    {
        _random = new Random(seed);
        _generator = new TransactionGenerator(_random, _spec);
        Blocks.Add(new FeedBlock(HeaderOf(null, 0), [], EncodedReceipts.Empty));
        Outputs.Add([]);
    }

    /// <summary>By height.</summary>
    public List<FeedBlock> Blocks { get; } = [];

    /// <summary>Unspent outputs after each block.</summary>
    public List<Dictionary<OutPoint, TransactionOutput>> Outputs { get; } = [];

    /// <summary>Changes of balances by transaction, account and asset; the fee is one.</summary>
    public Dictionary<(ulong Height, uint Index), Dictionary<(Address, AssetId), BigInteger>> Changes { get; } = [];

    /// <summary>Who owned the inputs of successful transactions.</summary>
    public Dictionary<(ulong Height, uint Index), List<Address>> Spenders { get; } = [];

    public ulong OldestBlock { get; set; }

    /// <summary>Height of a block that is kept without receipts, as that of a snapshot is.</summary>
    public ulong? Bare { get; set; }

    public int Draw(int below) => _random.Next(below);

    /// <summary>Makes a block; it is not final for the index before a feed says so.</summary>
    public FeedBlock Grow(int most = 8)
    {
        _view++;
        FeedBlock parent = Blocks[^1];
        ulong height = parent.Height + 1;
        _spec.Block = (height, parent.Header.TimestampMs);
        List<Transaction> included = [];
        List<Receipt> receipts = [];
        for (int count = _random.Next(most + 1); count > 0; count--)
        {
            Transaction transaction = _generator.Next(_view);
            Dictionary<(Address, AssetId), BigInteger> before = Balances();
            Dictionary<OutPoint, TransactionOutput> outputs = new(_spec.Outputs);
            SpecOutcome outcome = _spec.Run(transaction, _view);
            if (outcome.Error != TransactionError.None)
            {
                continue;
            }
            (ulong, uint) place = (height, (uint)included.Count);
            Changes.Add(place, Difference(before, Balances()));
            Spenders.Add(place, outcome.Status == ReceiptStatus.Success
                ? [.. transaction.Body.Inputs.Select(input => outputs[input].Owner)]
                : []);
            included.Add(transaction);
            receipts.Add(outcome.Receipt!);
        }
        _spec.EndBlock(TestLedger.Owners[7]);
        FeedBlock block = new(HeaderOf(parent, _view), [.. included], EncodedReceipts.Of(receipts.ToArray()));
        Blocks.Add(block);
        Outputs.Add(new Dictionary<OutPoint, TransactionOutput>(_spec.Outputs));
        return block;
    }

    public Header? FindFinalHeader(ulong height) => height < (ulong)Blocks.Count ? Blocks[(int)height].Header : null;

    public FeedBlock? FindFinal(ulong height) =>
        height >= OldestBlock && height != Bare && height < (ulong)Blocks.Count ? Blocks[(int)height] : null;

    public FeedBlock? FindBlock(Hash256 hash) => Blocks.Find(block => block.Hash == hash);

    private Dictionary<(Address, AssetId), BigInteger> Balances() => _spec.Accounts
        .SelectMany(account => account.Value.Balances.Select(held => ((account.Key, held.Key), held.Value)))
        .ToDictionary(pair => pair.Item1, pair => pair.Value);

    private static Dictionary<(Address, AssetId), BigInteger> Difference(
        Dictionary<(Address, AssetId), BigInteger> before, Dictionary<(Address, AssetId), BigInteger> after) =>
        before.Keys.Union(after.Keys)
            .Select(key => (key, change: after.GetValueOrDefault(key) - before.GetValueOrDefault(key)))
            .Where(pair => pair.change != 0)
            .ToDictionary(pair => pair.key, pair => pair.change);

    private static Header HeaderOf(FeedBlock? parent, ulong view) =>
        GenesisBlock.CreateHeader(TestLedger.Genesis, Hash256.Zero) with
        {
            View = view,
            Height = parent is null ? 0 : parent.Height + 1,
            ParentHash = parent?.Hash ?? Hash256.Zero,
            TimestampMs = 1_000_000 + (500 * view),
        };
}
