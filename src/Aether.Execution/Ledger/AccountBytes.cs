using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>Reads and changes an account in its canonical bytes: nonce u64, count u32, each asset and amount.</summary>
/// <remarks>An account without bytes is empty: nonce zero, no balances.</remarks>
internal static class AccountBytes
{
    /// <summary>Bytes before the balances.</summary>
    public const int HeadBytes = 8 + 4;

    /// <summary>Most bytes of an account: one place over the limit is left for SWR.</summary>
    public const int MaxBytes = HeadBytes + ((Core.Limits.State.MaxAssetsPerAccount + 1) * AssetBalance.EncodedBytes);

    /// <summary>The next nonce.</summary>
    public static ulong NonceOf(ReadOnlySpan<byte> account) =>
        CountOf(account) == 0 && account.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(account);

    /// <summary>Balances held.</summary>
    public static int CountOf(ReadOnlySpan<byte> account)
    {
        if (account.IsEmpty)
        {
            return 0;
        }
        if (account.Length < HeadBytes || (account.Length - HeadBytes) % AssetBalance.EncodedBytes != 0)
        {
            throw new StateCorruptException("an account of the state has the wrong size");
        }
        return (account.Length - HeadBytes) / AssetBalance.EncodedBytes;
    }

    /// <summary>Base units held of an asset.</summary>
    public static UInt128 BalanceOf(ReadOnlySpan<byte> account, in AssetId asset) =>
        TryFind(account, asset, out int at) ? AmountAt(account, at) : 0;

    /// <summary>Finds the balance of an asset; otherwise where it would have to be.</summary>
    public static bool TryFind(ReadOnlySpan<byte> account, in AssetId asset, out int offset)
    {
        int count = CountOf(account);
        offset = HeadBytes;
        for (int index = 0; index < count; index++)
        {
            int order = account.Slice(offset, Hash256.Bytes).SequenceCompareTo(asset.Value.Span);
            if (order >= 0)
            {
                return order == 0;
            }
            offset += AssetBalance.EncodedBytes;
        }
        return false;
    }

    /// <summary>The amount of the balance at an offset.</summary>
    public static UInt128 AmountAt(ReadOnlySpan<byte> account, int offset) =>
        BinaryPrimitives.ReadUInt128LittleEndian(account[(offset + Hash256.Bytes)..]);

    /// <summary>Changes the amount of the balance at an offset; never to zero.</summary>
    public static void SetAmount(Span<byte> account, int offset, UInt128 amount) =>
        BinaryPrimitives.WriteUInt128LittleEndian(account[(offset + Hash256.Bytes)..], amount);

    /// <summary>Copies an account with one balance more at an offset.</summary>
    /// <returns>Bytes written.</returns>
    public static int Insert(
        ReadOnlySpan<byte> account, int offset, in AssetId asset, UInt128 amount, Span<byte> destination)
    {
        int length = Math.Max(account.Length, HeadBytes) + AssetBalance.EncodedBytes;
        if (account.IsEmpty)
        {
            destination[..HeadBytes].Clear();
        }
        else
        {
            account[..offset].CopyTo(destination);
            account[offset..].CopyTo(destination[(offset + AssetBalance.EncodedBytes)..]);
        }
        asset.Value.Span.CopyTo(destination[offset..]);
        SetAmount(destination, offset, amount);
        SetCount(destination[..length]);
        return length;
    }

    /// <summary>Copies an account without the balance at an offset.</summary>
    /// <returns>Bytes written.</returns>
    public static int Delete(ReadOnlySpan<byte> account, int offset, Span<byte> destination)
    {
        account[..offset].CopyTo(destination);
        account[(offset + AssetBalance.EncodedBytes)..].CopyTo(destination[offset..]);
        int length = account.Length - AssetBalance.EncodedBytes;
        SetCount(destination[..length]);
        return length;
    }

    private static void SetCount(Span<byte> account) => BinaryPrimitives.WriteInt32LittleEndian(
        account[8..], (account.Length - HeadBytes) / AssetBalance.EncodedBytes);
}
