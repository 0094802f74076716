using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Execution.Ledger;

/// <summary>
/// Changes declared accounts through a transaction's view. Amounts never wrap and never go below zero.
/// </summary>
/// <remarks><b>Threads</b>: one lane. <b>Cost</b>: no allocation.</remarks>
internal sealed class AccountEditor(TransactionView view)
{
    private readonly byte[] _scratch = new byte[AccountBytes.MaxBytes + AssetBalance.EncodedBytes];

    /// <summary>Takes an amount from an account; InsufficientBalance when it has less.</summary>
    public ReceiptStatus TryDebit(in Address address, in AssetId asset, UInt128 amount)
    {
        int cell = view.FindAccount(address, forWriting: true);
        if (cell < 0)
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        view.ReadCell(cell, out ReadOnlySpan<byte> account);
        bool found = AccountBytes.TryFind(account, asset, out int offset);
        UInt128 balance = found ? AccountBytes.AmountAt(account, offset) : 0;
        if (balance < amount)
        {
            return ReceiptStatus.InsufficientBalance;
        }
        if (balance != amount)
        {
            AccountBytes.SetAmount(view.Edit(cell), offset, balance - amount);
        }
        else
        {
            Put(cell, found ? AccountBytes.Delete(account, offset, _scratch) : Copy(account));
        }
        return ReceiptStatus.Success;
    }

    /// <summary>Gives an amount to an account.</summary>
    public ReceiptStatus TryCredit(in Address address, in AssetId asset, UInt128 amount)
    {
        int cell = view.FindAccount(address, forWriting: true);
        if (cell < 0)
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        view.ReadCell(cell, out ReadOnlySpan<byte> account);
        bool found = AccountBytes.TryFind(account, asset, out int offset);
        UInt128 balance = found ? AccountBytes.AmountAt(account, offset) : 0;
        if (balance > UInt128.MaxValue - amount)
        {
            return ReceiptStatus.Overflow;
        }
        if (found)
        {
            AccountBytes.SetAmount(view.Edit(cell), offset, balance + amount);
            return ReceiptStatus.Success;
        }
        if (amount == 0)
        {
            Put(cell, Copy(account));
            return ReceiptStatus.Success;
        }
        // One place is always left for SWR, so that a fee refund can never fail.
        int others = AccountBytes.CountOf(account) + 1
            - (asset == AssetId.Swr || AccountBytes.BalanceOf(account, AssetId.Swr) != 0 ? 1 : 0);
        if (others >= Limits.State.MaxAssetsPerAccount)
        {
            return ReceiptStatus.TooManyAssets;
        }
        view.Write(cell, _scratch.AsSpan(0, AccountBytes.Insert(account, offset, asset, amount, _scratch)));
        return ReceiptStatus.Success;
    }

    /// <summary>Uses up the next nonce of a declared account.</summary>
    public void AdvanceNonce(in Address address)
    {
        int cell = view.FindAccount(address, forWriting: true);
        if (view.ReadCell(cell, out _) == ReadResult.Absent)
        {
            Span<byte> empty = _scratch.AsSpan(0, AccountBytes.HeadBytes);
            empty.Clear();
            view.Write(cell, empty);
        }
        Span<byte> account = view.Edit(cell);
        BinaryPrimitives.WriteUInt64LittleEndian(account, AccountBytes.NonceOf(account) + 1);
    }

    private int Copy(ReadOnlySpan<byte> account)
    {
        account.CopyTo(_scratch);
        return account.Length;
    }

    // An account without nonce and balances leaves no trace.
    private void Put(int cell, int length)
    {
        ReadOnlySpan<byte> next = _scratch.AsSpan(0, length);
        if (length <= AccountBytes.HeadBytes && AccountBytes.NonceOf(next) == 0)
        {
            view.Remove(cell);
        }
        else
        {
            view.Write(cell, next);
        }
    }
}
