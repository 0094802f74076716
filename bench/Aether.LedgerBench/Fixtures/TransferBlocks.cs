using Aether.Core.Types;
using Aether.Execution.Programs;

namespace Aether.LedgerBench.Fixtures;

/// <summary>Blocks of transfers on one state, made once; each is valid on its own as the first block.</summary>
internal sealed class TransferBlocks
{
    private const ulong Seed = 0x5eed_1ed9e2;
    private const int AmountMoved = 5;

    private readonly Transaction[][] _blocks;
    private int _next;

    public TransferBlocks(LedgerFixture fixture, TransferPattern pattern, int blocks, int perBlock)
    {
        _blocks = new Transaction[blocks][];
        SeededRandom random = new(Seed);
        ZipfDraw? zipf = pattern.IsZipf ? new ZipfDraw(fixture.Accounts) : null;
        for (int block = 0; block < blocks; block++)
            _blocks[block] = Create(fixture, pattern, zipf, random, perBlock);
    }

    public int PerBlock => _blocks[0].Length;

    /// <summary>The blocks in turn, so that one block's accounts have left the caches when it comes again.</summary>
    public Transaction[] Next()
    {
        Transaction[] block = _blocks[_next];
        _next = (_next + 1) % _blocks.Length;
        return block;
    }

    private static Transaction[] Create(
        LedgerFixture fixture, TransferPattern pattern, ZipfDraw? zipf, SeededRandom random, int count)
    {
        Dictionary<int, ulong> nonces = new(count);
        HashSet<int> used = new(2 * count);
        Transaction[] block = new Transaction[count];
        int hot = Draw(fixture, zipf: null, random, used);
        for (int index = 0; index < count; index++)
        {
            int from = Draw(fixture, zipf, random, used);
            bool toHot = index % 100 < pattern.HotPercent;
            int to = toHot ? hot : Draw(fixture, zipf, random, used);
            while (to == from)
                to = Draw(fixture, zipf, random, used);
            nonces.TryGetValue(from, out ulong nonce);
            nonces[from] = nonce + 1;
            block[index] = Transfer(fixture.Genesis, from, nonce, to);
        }

        return block;
    }

    // Distinct over the block, unless the draw is Zipf's.
    private static int Draw(LedgerFixture fixture, ZipfDraw? zipf, SeededRandom random, HashSet<int> used)
    {
        if (zipf is not null)
            return zipf.Draw(random);
        while (true)
        {
            int index = random.Below(fixture.Accounts);
            if (used.Add(index))
                return index;
        }
    }

    private static Transaction Transfer(Genesis genesis, int from, ulong nonce, int to)
    {
        Address payer = LedgerFixture.AddressOf(from);
        Address recipient = LedgerFixture.AddressOf(to);
        TransactionBody body = new()
        {
            ChainTag = genesis.ChainTag,
            FeePayer = payer,
            Nonce = nonce,
            ValidUntil = 100,
            Writes = [recipient.AsObject],
            Calls = [BankProgram.Transfer(payer, recipient, AssetId.Swr, AmountMoved)],
            GasLimit = BankProgram.CallGas,
            MaxFee = 1_000_000,
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, LedgerFixture.KeyOf(from), default)]);
    }
}
