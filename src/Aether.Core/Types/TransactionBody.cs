using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// What a transaction does and what it may touch. Everything but the witnesses; its hash is the identifier.
/// </summary>
/// <remarks><b>Consensus</b>: changing a field, its order or its limit forks the chain.</remarks>
public sealed record TransactionBody : IAceValue<TransactionBody>
{
    /// <summary>The only version.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>Format version.</summary>
    public byte Version { get; init; } = CurrentVersion;

    /// <summary>First 8 bytes of the genesis hash as a little-endian number.</summary>
    public required ulong ChainTag { get; init; }

    /// <summary>Pays the fee, is written implicitly, and its nonce orders its transactions.</summary>
    public required Address FeePayer { get; init; }

    /// <summary>Must equal the fee payer's nonce.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Last view in which the transaction may be included.</summary>
    public required ulong ValidUntil { get; init; }

    /// <summary>Spent outputs, strictly ascending.</summary>
    public OutPoint[] Inputs { get; init; } = [];

    /// <summary>Objects that are only read, strictly ascending, disjoint from <see cref="Writes"/>.</summary>
    public ObjectId[] Reads { get; init; } = [];

    /// <summary>Objects that may be written, strictly ascending. The fee payer's account is implied.</summary>
    public ObjectId[] Writes { get; init; } = [];

    /// <summary>Created outputs.</summary>
    public TransactionOutput[] Outputs { get; init; } = [];

    /// <summary>Program calls, in order.</summary>
    public ProgramCall[] Calls { get; init; } = [];

    /// <summary>Most gas all calls may use together.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>Most memory, in 64 KiB pages.</summary>
    public uint MemoryLimit { get; init; }

    /// <summary>Most the fee may be, in base units of SWR.</summary>
    public required UInt128 MaxFee { get; init; }

    /// <summary>Paid to the proposer for each unit of gas used, in base units of SWR.</summary>
    public ulong TipPerGas { get; init; }

    /// <inheritdoc/>
    public static TransactionBody Decode(ref AceReader reader)
    {
        byte version = reader.U8();
        reader.Require(version == CurrentVersion, DecodeError.BadTag);
        TransactionBody body = new()
        {
            Version = version,
            ChainTag = reader.U64(),
            FeePayer = new Address(reader.Hash()),
            Nonce = reader.U64(),
            ValidUntil = reader.U64(),
            Inputs = reader.List<OutPoint>(Limits.Transaction.MaxInputs, OutPoint.EncodedBytes),
            Reads = ReadObjects(ref reader),
            Writes = ReadObjects(ref reader),
            Outputs = reader.List<TransactionOutput>(
                Limits.Transaction.MaxOutputs, TransactionOutput.MinEncodedBytes),
            Calls = reader.List<ProgramCall>(Limits.Transaction.MaxCalls, ProgramCall.MinEncodedBytes),
            GasLimit = reader.U64(),
            MemoryLimit = reader.U32(),
            MaxFee = reader.U128(),
            TipPerGas = reader.U64(),
        };
        body.RequireCanonical(ref reader);
        return body;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Version);
        writer.U64(ChainTag);
        writer.Hash(FeePayer.Value);
        writer.U64(Nonce);
        writer.U64(ValidUntil);
        writer.List<OutPoint>(Inputs);
        WriteObjects(writer, Reads);
        WriteObjects(writer, Writes);
        writer.List<TransactionOutput>(Outputs);
        writer.List<ProgramCall>(Calls);
        writer.U64(GasLimit);
        writer.U32(MemoryLimit);
        writer.U128(MaxFee);
        writer.U64(TipPerGas);
    }

    private static ObjectId[] ReadObjects(ref AceReader reader)
    {
        int count = reader.Count(Limits.Transaction.MaxAccessEntries, Hash256.Bytes);
        ObjectId[] objects = count == 0 ? [] : new ObjectId[count];
        for (int index = 0; index < objects.Length; index++)
        {
            objects[index] = new ObjectId(reader.Hash());
        }
        return objects;
    }

    private static void WriteObjects(AceWriter writer, ReadOnlySpan<ObjectId> objects)
    {
        writer.Length(objects.Length);
        foreach (ObjectId item in objects)
        {
            writer.Hash(item.Value);
        }
    }

    private void RequireCanonical(ref AceReader reader)
    {
        reader.Require(SortedSet.IsStrictlyAscending<OutPoint>(Inputs), DecodeError.NotSorted);
        reader.Require(SortedSet.IsStrictlyAscending<ObjectId>(Reads), DecodeError.NotSorted);
        reader.Require(SortedSet.IsStrictlyAscending<ObjectId>(Writes), DecodeError.NotSorted);
        reader.Require(Reads.Length + Writes.Length <= Limits.Transaction.MaxAccessEntries, DecodeError.OverLimit);
        reader.Require(!SortedSet.Intersect<ObjectId>(Reads, Writes));
        reader.Require(GasLimit <= Limits.Transaction.MaxGas, DecodeError.OverLimit);
        reader.Require(MemoryLimit <= Limits.Transaction.MaxMemoryPages, DecodeError.OverLimit);
    }
}
