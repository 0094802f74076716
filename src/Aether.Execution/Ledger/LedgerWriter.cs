using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>
/// Changes accounts, outputs and counters in a write set. Amounts never wrap and never go below zero.
/// </summary>
internal static class LedgerWriter
{
    /// <summary>Takes an amount from an account; false when it has less.</summary>
    public static bool TryDebit(WriteSet state, Address address, AssetId asset, UInt128 amount)
    {
        Account account = state.GetAccount(address);
        UInt128 balance = account.BalanceOf(asset);
        if (balance < amount)
        {
            return false;
        }
        Put(state, address, WithBalance(account, asset, balance - amount));
        return true;
    }

    /// <summary>Gives an amount to an account.</summary>
    public static ReceiptStatus TryCredit(WriteSet state, Address address, AssetId asset, UInt128 amount)
    {
        Account account = state.GetAccount(address);
        UInt128 balance = account.BalanceOf(asset);
        if (balance > UInt128.MaxValue - amount)
        {
            return ReceiptStatus.Overflow;
        }
        Account next = WithBalance(account, asset, balance + amount);
        // One place is always left for SWR, so that a fee refund can never fail.
        int others = next.Balances.Length - (next.BalanceOf(AssetId.Swr) == 0 ? 0 : 1);
        if (others >= Limits.State.MaxAssetsPerAccount)
        {
            return ReceiptStatus.TooManyAssets;
        }
        Put(state, address, next);
        return ReceiptStatus.Success;
    }

    /// <summary>Uses up the fee payer's nonce.</summary>
    public static void AdvanceNonce(WriteSet state, Address address)
    {
        Account account = state.GetAccount(address);
        Put(state, address, account with { Nonce = account.Nonce + 1 });
    }

    /// <summary>Removes a spent output.</summary>
    public static void Spend(WriteSet state, OutPoint point) => state.Remove(StateKey.ForOutput(point));

    /// <summary>Creates an output.</summary>
    public static void Create(WriteSet state, OutPoint point, TransactionOutput output) =>
        state.Put(StateKey.ForOutput(point), Ace.Encode(output));

    /// <summary>Raises a chain-wide counter.</summary>
    public static void RaiseCounter(WriteSet state, ReadOnlySpan<byte> name, UInt128 amount)
    {
        if (amount == 0)
        {
            return;
        }
        AceWriter writer = new(16);
        writer.U128(state.GetCounter(name) + amount);
        state.Put(StateKey.ForMeta(name), writer.ToArray());
    }

    /// <summary>Stores an account; one without nonce and balances leaves no trace.</summary>
    public static void Put(WriteSet state, Address address, Account account)
    {
        Hash256 key = StateKey.ForAccount(address);
        if (account.Nonce == 0 && account.Balances.Length == 0)
        {
            state.Remove(key);
        }
        else
        {
            state.Put(key, Ace.Encode(account));
        }
    }

    private static Account WithBalance(Account account, AssetId asset, UInt128 amount)
    {
        List<AssetBalance> balances = [];
        bool placed = amount == 0;
        foreach (AssetBalance balance in account.Balances)
        {
            if (!placed && balance.Asset.CompareTo(asset) >= 0)
            {
                balances.Add(new AssetBalance(asset, amount));
                placed = true;
            }
            if (balance.Asset != asset)
            {
                balances.Add(balance);
            }
        }
        if (!placed)
        {
            balances.Add(new AssetBalance(asset, amount));
        }
        return account with { Balances = [.. balances] };
    }
}
