using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Ledger;

namespace Aether.Core.Types;

/// <summary>A signed transaction: body and witnesses, strictly ascending by key.</summary>
public sealed class Transaction : IAceValue<Transaction>
{
    // Behind room for the longer tag: the platform hashes contiguous memory.
    private readonly byte[] _tagged;
    private readonly int _bodyBytes;

    /// <summary>Puts a body and its witnesses together; the witnesses must be strictly ascending by key.</summary>
    public Transaction(TransactionBody body, Witness[] witnesses)
    {
        Body = body;
        Witnesses = witnesses;
        AceWriter writer = new(1024);
        writer.Fixed(WitnessTag);
        body.Encode(writer);
        _bodyBytes = writer.Count - WitnessTag.Length;
        writer.List<Witness>(witnesses);
        _tagged = writer.ToArray();
        (Id, WitnessId) = ComputeIdentifiers(null);
    }

    private Transaction(
        TransactionBody body, Witness[] witnesses, ReadOnlySpan<byte> bytes, int bodyBytes, DigestFunction? sha256)
    {
        Body = body;
        Witnesses = witnesses;
        _tagged = new byte[WitnessTag.Length + bytes.Length];
        bytes.CopyTo(_tagged.AsSpan(WitnessTag.Length));
        _bodyBytes = bodyBytes;
        (Id, WitnessId) = ComputeIdentifiers(sha256);
    }

    // What decoding gives after a failure: no bytes, zero identifiers, nothing hashed.
    private Transaction(TransactionBody body)
    {
        Body = body;
        Witnesses = [];
        _tagged = WitnessTag.ToArray();
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
    public ReadOnlySpan<byte> Bytes => _tagged.AsSpan(WitnessTag.Length);

    /// <summary>The canonical bytes of the body.</summary>
    public ReadOnlySpan<byte> BodyBytes => Bytes[.._bodyBytes];

    /// <inheritdoc/>
    public static Transaction Decode(ref AceReader reader) => DecodeCore(ref reader, null);

    /// <summary>As <see cref="Decode(ref AceReader)"/>, with identifiers made by <paramref name="sha256"/>.</summary>
    /// <remarks>For whoever decodes many: the platform's function costs several times its arithmetic.</remarks>
    public static Transaction Decode(ref AceReader reader, DigestFunction sha256) => DecodeCore(ref reader, sha256);

    /// <summary>Decodes exactly one transaction in the same way; trailing bytes are an error. Never throws.</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> input, DigestFunction sha256, out Transaction transaction, out DecodeError error)
    {
        AceReader reader = new(input);
        transaction = Decode(ref reader, sha256);
        reader.Require(reader.Failed || reader.Remaining == 0, DecodeError.TrailingBytes);
        error = reader.Error;
        return error == DecodeError.None;
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
    public void Encode(AceWriter writer) => writer.Fixed(Bytes);

    private static ReadOnlySpan<byte> IdTag => "aeth/tx/v1"u8;

    private static ReadOnlySpan<byte> WitnessTag => "aeth/wtx/v1"u8;

    private static Transaction DecodeCore(ref AceReader reader, DigestFunction? sha256)
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
        return reader.Failed
            ? new Transaction(body)
            : new Transaction(body, witnesses, reader.ReadSince(start), bodyBytes, sha256);
    }

    private (Hash256 Id, Hash256 WitnessId) ComputeIdentifiers(DigestFunction? sha256)
    {
        Span<byte> digests = stackalloc byte[2 * Hash256.Bytes];
        if (sha256 is null)
        {
            HashByPlatform(digests);
        }
        else
        {
            sha256(IdTag, BodyBytes, WitnessTag, Bytes, digests);
        }
        return (new Hash256(digests[..Hash256.Bytes]), new Hash256(digests[Hash256.Bytes..]));
    }

    // The object is not shared yet: each tag is written in front of the bytes in turn, and nothing is copied.
    private void HashByPlatform(Span<byte> digests)
    {
        Span<byte> tagged = _tagged;
        int shift = WitnessTag.Length - IdTag.Length;
        IdTag.CopyTo(tagged[shift..]);
        SHA256.HashData(tagged.Slice(shift, IdTag.Length + _bodyBytes), digests);
        WitnessTag.CopyTo(tagged);
        SHA256.HashData(tagged, digests[Hash256.Bytes..]);
    }
}
