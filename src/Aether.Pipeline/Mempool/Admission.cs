using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>
/// A transaction that passed every ledger check, with the figures the mempool orders and accounts it by.
/// </summary>
/// <param name="Transaction">Signatures verified, form and access checked.</param>
/// <param name="MinimumFee">
/// Fee at the gas limit and the price of the dearest object it writes, without tip. The price of the block is left out:
/// it is the same for all, so bids of different times compare. Base units of SWR, not zero.
/// </param>
/// <param name="Cost">Most SWR its fee payer's account can lose by it.</param>
public readonly record struct Admission(Transaction Transaction, UInt128 MinimumFee, UInt128 Cost);
