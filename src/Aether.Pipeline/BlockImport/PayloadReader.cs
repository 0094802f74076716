using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline.BlockImport;

/// <summary>Decodes payloads; a transaction that is pending here, byte for byte, is not decoded again.</summary>
/// <remarks>
/// Decoding reads from the front and is a function of what it reads: bytes that begin with the canonical bytes of a
/// transaction decode to that transaction and go on behind it. So the result, and whether there is one, is that of
/// <see cref="Ace.TryDecode"/>. <b>Threads</b>: any.
/// </remarks>
internal sealed class PayloadReader(SharedMempool? pending)
{
    // Version, chain tag, fee payer and nonce of a body: enough to find what may be the same.
    private const int PayerAt = 1 + 8;
    private const int NonceAt = PayerAt + Hash256.Bytes;
    private const int HeadBytes = NonceAt + 8;

    // As of a body with empty lists and no witness: bounds what is allocated for a count.
    private const int MinTransactionBytes = HeadBytes + 8 + (5 * 4) + 8 + 4 + 16 + 8 + 4;

    private static readonly DigestFunction s_sha256 = Sha256Message.HashTwo;

    /// <summary>Decodes; false when the bytes are no canonical payload.</summary>
    public bool TryDecode(ReadOnlySpan<byte> payload, out BlockPayload decoded)
    {
        if (pending is null)
        {
            return Ace.TryDecode(payload, out decoded, out DecodeError _);
        }
        AceReader reader = new(payload);
        Transaction[] transactions = new Transaction[reader.Count(Limits.Block.MaxTransactions, MinTransactionBytes)];
        for (int index = 0; index < transactions.Length && !reader.Failed; index++)
        {
            transactions[index] = Next(ref reader, payload);
        }
        Evidence[] evidence = reader.List<Evidence>(Limits.Evidence.MaxPerBlock, Evidence.MinEncodedBytes);
        EpochTransition? transition = reader.Option<EpochTransition>();
        bool alone = transactions.Length == 0 && evidence.Length == 0;
        reader.Require(reader.Failed || transition is null || alone);
        reader.Require(reader.Offset <= Limits.Block.MaxPayloadBytes, DecodeError.OverLimit);
        reader.Require(reader.Failed || reader.Remaining == 0, DecodeError.TrailingBytes);
        decoded = new BlockPayload(transactions, evidence, transition);
        return !reader.Failed;
    }

    private Transaction Next(ref AceReader reader, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> rest = payload[reader.Offset..];
        if (rest.Length >= HeadBytes)
        {
            Address payer = new(new Hash256(rest[PayerAt..NonceAt]));
            ulong nonce = BinaryPrimitives.ReadUInt64LittleEndian(rest[NonceAt..]);
            if (pending!.Find(payer, nonce) is { } known && rest.StartsWith(known.Bytes))
            {
                reader.Fixed(known.Bytes.Length);
                return known;
            }
        }
        return Transaction.Decode(ref reader, s_sha256);
    }
}
