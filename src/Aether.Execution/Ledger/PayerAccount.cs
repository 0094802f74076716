using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>What admission needs of the account that pays a fee.</summary>
/// <param name="Nonce">The next nonce.</param>
/// <param name="Swr">Base units of SWR it holds.</param>
public readonly record struct PayerAccount(ulong Nonce, UInt128 Swr)
{
    private static readonly ValueReader<PayerAccount> s_read = Of;

    /// <summary>Reads it without making an account of it; an untouched one has nothing.</summary>
    /// <exception cref="StateMovedException">The state is not readable any more.</exception>
    public static PayerAccount Of(BlockState state, Address address) =>
        state.Read(StateKey.ForAccount(address), s_read);

    /// <summary>The same from the bytes of an account; empty bytes are an untouched one.</summary>
    internal static PayerAccount Of(ReadOnlySpan<byte> account) =>
        new(AccountBytes.NonceOf(account), AccountBytes.BalanceOf(account, AssetId.Swr));
}
