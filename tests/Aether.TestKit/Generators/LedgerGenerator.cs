using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>Values of the ledger. <c>size</c> bounds list lengths; every value is canonical.</summary>
public static class LedgerGenerator
{
    /// <summary>An address.</summary>
    public static Address Address(SeededRandom random) => new(random.Hash());

    /// <summary>An asset, often a native one.</summary>
    public static AssetId Asset(SeededRandom random) => random.Below(3) switch
    {
        0 => AssetId.Swr,
        1 => AssetId.Aic,
        _ => new AssetId(random.Hash()),
    };

    /// <summary>A reference to an output.</summary>
    public static OutPoint OutPoint(SeededRandom random) => new(random.Hash(), random.U32());

    /// <summary>An output, with and without a datum hash.</summary>
    public static TransactionOutput Output(SeededRandom random) => new(
        Address(random), Asset(random), random.Amount(), random.OneIn(2) ? random.Hash() : null);

    /// <summary>A program call with arguments of up to eight times <paramref name="size"/> bytes.</summary>
    public static ProgramCall Call(SeededRandom random, int size) => new(
        random.OneIn(2) ? ProgramId.Bank : new ProgramId(random.Hash()),
        random.U16(),
        random.Bytes(random.Length(8 * size)),
        random.U64());

    /// <summary>A witness with random key and signature.</summary>
    public static Witness Witness(SeededRandom random) => new(
        Core.Types.Witness.Ed25519Scheme,
        new PublicKey(random.Hash()),
        new Signature64(random.Bytes(Signature64.Bytes)));

    /// <summary>An object with up to eight times <paramref name="size"/> bytes of data.</summary>
    public static ObjectRecord Object(SeededRandom random, int size) => new(
        random.U16(), Address(random), Address(random), random.U64(), random.U128(), random.U32(), random.U32(),
        random.Bytes(random.Length(8 * size)));

    /// <summary>What is left of an archived object.</summary>
    public static ObjectTombstone Tombstone(SeededRandom random) => new(random.Hash(), random.U32());

    /// <summary>The data of an asset.</summary>
    public static AssetData AssetData(SeededRandom random, int size) => new(
        random.U128(), (byte)random.Below(Limits.Ledger.MaxDecimals + 1),
        random.Bytes(random.Length(Math.Min(size, Limits.Ledger.MaxSymbolBytes))));

    /// <summary>The data of a contract.</summary>
    public static ContractData ContractData(SeededRandom random) => new(
        random.U64(), new ObjectId(random.Hash()), random.Hash(), random.U32(), random.U16(),
        new ObjectId(random.Hash()), random.U64());

    /// <summary>The data of a code.</summary>
    public static CodeData CodeData(SeededRandom random) =>
        new(random.U64(), random.Hash(), random.U32(), random.U32(), random.OneIn(2));

    /// <summary>A failure of a contract.</summary>
    public static ContractFailure Failure(SeededRandom random, int size) => new(
        new ObjectId(random.Hash()), (ReceiptStatus)random.Below((int)ReceiptStatus.OverLimit + 1), random.U32(),
        new ObjectId(random.Hash()), random.OneIn(2), random.Bytes(random.Length(8 * size)));

    /// <summary>A transaction body.</summary>
    public static TransactionBody Body(SeededRandom random, int size)
    {
        ObjectId[] objects = random.SortedArray(
            random.Length(2 * size), static r => new ObjectId(r.Hash()), static item => item.Value);
        bool[] written = random.Array(objects.Length, static r => r.OneIn(2));
        return new TransactionBody
        {
            ChainTag = random.U64(),
            FeePayer = Address(random),
            Nonce = random.U64(),
            ValidUntil = random.U64(),
            Inputs = random.SortedArray(random.Length(size), OutPoint, static item => item),
            Reads = objects.Where((_, index) => !written[index]).ToArray(),
            Writes = objects.Where((_, index) => written[index]).ToArray(),
            Outputs = random.Array(random.Length(size), Output),
            Calls = random.Array(random.Length(Math.Min(size, Limits.Transaction.MaxCalls)), r => Call(r, size)),
            GasLimit = random.U64() % (Limits.Transaction.MaxGas + 1),
            MemoryLimit = random.U32() % (Limits.Transaction.MaxMemoryPages + 1),
            MaxFee = random.U128(),
            TipPerGas = random.U64(),
        };
    }

    /// <summary>A transaction with random witnesses.</summary>
    public static Transaction Transaction(SeededRandom random, int size) => new(
        Body(random, size),
        random.SortedArray(random.Length(size), Witness, static witness => witness.Key.Value));

    /// <summary>A payload of transactions and evidence, or of a transition.</summary>
    public static BlockPayload Payload(SeededRandom random, int size) => random.OneIn(4)
        ? new BlockPayload([], [], GenesisGenerator.Transition(random, size))
        : new BlockPayload(
            random.Array(random.Length(size), r => Transaction(r, size)),
            random.Array(random.Below(3), r => EvidenceGenerator.Evidence(r, size)),
            null);

    /// <summary>An account.</summary>
    public static Account Account(SeededRandom random, int size) => new(
        random.U64(),
        random.SortedArray(
            random.Length(size), static r => new AssetBalance(Asset(r), r.Amount()), static item => item.Asset));

    /// <summary>An event.</summary>
    public static LedgerEvent Event(SeededRandom random, int size) => new(
        new ProgramId(random.Hash()),
        random.Array(random.Length(Limits.Receipt.MaxTopics), static r => r.Hash()),
        random.Bytes(random.Length(8 * size)));

    /// <summary>A receipt of any status.</summary>
    public static Receipt Receipt(SeededRandom random, int size) => new(
        random.Hash(),
        (ReceiptStatus)random.Below((int)ReceiptStatus.OverLimit + 1),
        random.U64(),
        random.U128(),
        random.Hash(),
        random.Array(random.Length(size), r => Event(r, size)),
        random.Hash());

    /// <summary>A list-tree proof.</summary>
    public static MerkleProof ListProof(SeededRandom random)
    {
        uint count = Math.Max(1, random.U32());
        return new MerkleProof(random.U32() % count, count, random.Array(random.Length(32), static r => r.Hash()));
    }

    /// <summary>A state-tree proof of depth up to 256.</summary>
    public static SparseMerkleProof StateProof(SeededRandom random, int size)
    {
        int depth = random.OneIn(8) ? Limits.State.TreeDepth : random.Below(4 * size);
        byte[] mask = new byte[(depth + 7) / 8];
        int siblings = 0;
        for (int level = 0; level < depth; level++)
        {
            if (random.OneIn(Math.Max(2, depth / 4)))
            {
                mask[level / 8] |= (byte)(1 << (level % 8));
                siblings++;
            }
        }
        Hash256? key = random.OneIn(2) ? random.Hash() : null;
        return new SparseMerkleProof(
            (ushort)depth,
            mask,
            random.Array(siblings, static r => r.Hash()),
            key,
            key is null ? Hash256.Zero : random.Hash());
    }
}
