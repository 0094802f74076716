using Aether.Core.Types;

namespace Aether.Sdk.Proofs;

/// <summary>A receipt in a final block, proved.</summary>
/// <param name="Receipt">The outcome.</param>
/// <param name="Header">The final block.</param>
public sealed record VerifiedReceipt(Receipt Receipt, Header Header);
