using Aether.Core.Types;
using Aether.Tools.LoadGen.Accounts;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>What a workload needs to build one transaction.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="Accounts">The pool.</param>
/// <param name="Account">Who pays and signs.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="View">The view the chain is in.</param>
/// <param name="ValidityViews">Views after it in which the transaction may be included.</param>
/// <param name="Price">Multiplier to offer, Q32.32.</param>
internal readonly record struct BuildContext(
    Genesis Genesis,
    AccountPool Accounts,
    int Account,
    ulong Nonce,
    ulong View,
    ulong ValidityViews,
    UInt128 Price)
{
    /// <summary>Address of the account.</summary>
    public Address Payer => Accounts.AddressOf(Account);
}
