using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Node.Indexing;

/// <summary>One transaction in the history of one account.</summary>
/// <remarks>
/// <b>Shape</b> of a stored entry: transaction 32, roles u16, status u8, exact u8, time varint, fee number, count of
/// flows u8, and for each the asset (0 SWR, 1 AIC, 2 and 32 bytes) with two numbers. A number is its count of bytes and
/// those bytes, most significant first. The key has address, height and position (<see cref="IndexKeys"/>).
/// </remarks>
/// <param name="Height">Height of its block.</param>
/// <param name="Index">Position in the block.</param>
/// <param name="TransactionId">Its hash.</param>
/// <param name="Roles">What the account had to do with it.</param>
/// <param name="Status">What its receipt says.</param>
/// <param name="IsExact">
/// The flows are all that changed the account's balances beside the fee; false where a contract ran, a deposit may have
/// moved, or an output was spent that the index does not know.
/// </param>
/// <param name="TimestampMs">Time of its block.</param>
/// <param name="Fee">What the fee payer paid.</param>
/// <param name="Flows">By asset, in the order in which they came.</param>
internal sealed record HistoryEntry(
    ulong Height,
    uint Index,
    Hash256 TransactionId,
    AccountRoles Roles,
    ReceiptStatus Status,
    bool IsExact,
    ulong TimestampMs,
    UInt128 Fee,
    AssetFlow[] Flows)
{
    /// <summary>Flows of one entry: inputs, outputs and calls are bounded, so are their assets.</summary>
    public const int MaxFlows =
        Core.Limits.Transaction.MaxInputs + Core.Limits.Transaction.MaxOutputs + Core.Limits.Transaction.MaxCalls;

    /// <summary>Bytes of the longest stored entry.</summary>
    public const int MaxBytes =
        HeadBytes + (2 * StoredNumber.MaxBytes) + 1 + (MaxFlows * (1 + Hash256.Bytes + (2 * StoredNumber.MaxBytes)));

    private const int HeadBytes = Hash256.Bytes + sizeof(ushort) + 1 + 1;

    /// <summary>Writes the stored form; returns its length.</summary>
    /// <param name="bytes">At least <see cref="MaxBytes"/>.</param>
    public int Write(Span<byte> bytes)
    {
        TransactionId.Span.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[Hash256.Bytes..], (ushort)Roles);
        bytes[HeadBytes - 2] = (byte)Status;
        bytes[HeadBytes - 1] = IsExact ? (byte)1 : (byte)0;
        int at = HeadBytes;
        at += StoredNumber.Write(bytes[at..], TimestampMs);
        at += StoredNumber.Write(bytes[at..], Fee);
        bytes[at++] = checked((byte)Flows.Length);
        foreach (AssetFlow flow in Flows)
        {
            at += StoredNumber.WriteAsset(bytes[at..], flow.Asset);
            at += StoredNumber.Write(bytes[at..], flow.In);
            at += StoredNumber.Write(bytes[at..], flow.Out);
        }
        return at;
    }

    /// <summary>Reads a stored entry.</summary>
    /// <exception cref="StateCorruptException">It is not one.</exception>
    public static HistoryEntry Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        (ulong height, uint index) = IndexKeys.ReadPlace(key);
        ReadOnlySpan<byte> rest = StoredNumber.Take(ref value, HeadBytes);
        ulong time = (ulong)StoredNumber.Read(ref value);
        UInt128 fee = StoredNumber.Read(ref value);
        AssetFlow[] flows = new AssetFlow[StoredNumber.Take(ref value, 1)[0]];
        for (int at = 0; at < flows.Length; at++)
        {
            AssetId asset = StoredNumber.ReadAsset(ref value);
            UInt128 received = StoredNumber.Read(ref value);
            flows[at] = new AssetFlow(asset, received, StoredNumber.Read(ref value));
        }
        return new HistoryEntry(
            height,
            index,
            new Hash256(rest[..Hash256.Bytes]),
            (AccountRoles)BinaryPrimitives.ReadUInt16BigEndian(rest[Hash256.Bytes..]),
            (ReceiptStatus)rest[HeadBytes - 2],
            rest[HeadBytes - 1] == 1,
            time,
            fee,
            flows);
    }
}
