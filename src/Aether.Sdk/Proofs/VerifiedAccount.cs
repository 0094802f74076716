using Aether.Core.Types;

namespace Aether.Sdk.Proofs;

/// <summary>An account at a final block, proved.</summary>
/// <param name="Address">Which account.</param>
/// <param name="Account">Its nonce and balances; empty when it does not exist.</param>
/// <param name="Header">The final block.</param>
public sealed record VerifiedAccount(Address Address, Account Account, Header Header);
