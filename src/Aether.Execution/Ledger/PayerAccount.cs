using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>What admission needs of the account that pays a fee.</summary>
/// <param name="Nonce">The next nonce.</param>
/// <param name="Swr">Base units of SWR it holds.</param>
public readonly record struct PayerAccount(ulong Nonce, UInt128 Swr)
{
    private static readonly ValueReader<PayerAccount> s_read = static account =>
        new PayerAccount(AccountBytes.NonceOf(account), AccountBytes.BalanceOf(account, AssetId.Swr));

    /// <summary>Reads it without making an account of it; an untouched one has nothing.</summary>
    /// <exception cref="StateMovedException">The state is not readable any more.</exception>
    public static PayerAccount Of(BlockState state, Address address) =>
        state.Read(StateKey.ForAccount(address), s_read);
}
