namespace Aether.Pipeline.Mempool;

/// <summary>What the mempool needs of a fee payer's account in the finalised state.</summary>
/// <param name="Nonce">Next nonce.</param>
/// <param name="Balance">Base units of SWR.</param>
public readonly record struct PayerState(ulong Nonce, UInt128 Balance);
