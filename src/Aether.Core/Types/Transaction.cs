using System.Security.Cryptography;
using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A signed transaction: body and witnesses, strictly ascending by key.</summary>
public sealed class Transaction : IAceValue<Transaction>
{
    private readonly byte[] _bytes;
    private readonly int _bodyBytes;

    /// <summary>Puts a body and its witnesses together; the witnesses must be strictly ascending by key.</summary>
    public Transaction(TransactionBody body, Witness[] witnesses)
    {
        Body = body;
        Witnesses = witnesses;
        AceWriter writer = new(1024);
        body.Encode(writer);
        _bodyBytes = writer.Count;
        writer.List<Witness>(witnesses);
        _bytes = writer.ToArray();
        Id = HashWithTag("aeth/tx/v1"u8, BodyBytes);
        WitnessId = HashWithTag("aeth/wtx/v1"u8, _bytes);
    }

    private Transaction(TransactionBody body, Witness[] witnesses, ReadOnlySpan<byte> bytes, int bodyBytes)
    {
        Body = body;
        Witnesses = witnesses;
        _bytes = bytes.ToArray();
        _bodyBytes = bodyBytes;
        Id = HashWithTag("aeth/tx/v1"u8, BodyBytes);
        WitnessId = HashWithTag("aeth/wtx/v1"u8, _bytes);
    }

    /// <summary>The signed part.</summary>
    public TransactionBody Body { get; }

    /// <summary>Signatures, strictly ascending by key.</summary>
    public Witness[] Witnesses { get; }

    /// <summary>SHA-256("aeth/tx/v1" || body): does not cover the witnesses.</summary>
    public Hash256 Id { get; }

    /// <summary>SHA-256("aeth/wtx/v1" || transaction): covers every byte; what blocks commit to.</summary>
    public Hash256 WitnessId { get; }

    /// <summary>The canonical bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The canonical bytes of the body.</summary>
    public ReadOnlySpan<byte> BodyBytes => _bytes.AsSpan(0, _bodyBytes);

    /// <inheritdoc/>
    public static Transaction Decode(ref AceReader reader)
    {
        int start = reader.Offset;
        TransactionBody body = TransactionBody.Decode(ref reader);
        int bodyBytes = reader.Offset - start;
        Witness[] witnesses = reader.List<Witness>(Limits.Transaction.MaxWitnesses, Witness.EncodedBytes);
        for (int index = 1; index < witnesses.Length; index++)
        {
            bool ascending = witnesses[index - 1].Key.CompareTo(witnesses[index].Key) < 0;
            reader.Require(ascending, DecodeError.NotSorted);
        }
        reader.Require(reader.Offset - start <= Limits.Transaction.MaxBytes, DecodeError.OverLimit);
        return new Transaction(body, witnesses, reader.ReadSince(start), bodyBytes);
    }

    /// <summary>The bytes a witness of scheme 0 signs: "AETH-TX-V1\0", genesis hash, body.</summary>
    public static byte[] SigningBytes(Hash256 genesisHash, ReadOnlySpan<byte> bodyBytes)
    {
        ReadOnlySpan<byte> domain = "AETH-TX-V1\0"u8;
        byte[] message = new byte[domain.Length + Hash256.Bytes + bodyBytes.Length];
        domain.CopyTo(message);
        genesisHash.Span.CopyTo(message.AsSpan(domain.Length));
        bodyBytes.CopyTo(message.AsSpan(domain.Length + Hash256.Bytes));
        return message;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer) => writer.Fixed(_bytes);

    private static Hash256 HashWithTag(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> bytes)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(tag);
        hash.AppendData(bytes);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        hash.GetHashAndReset(digest);
        return new Hash256(digest);
    }
}
