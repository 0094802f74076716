using Aether.Core.Types;

namespace Aether.Execution.Rent;

/// <summary>What an object costs for its size.</summary>
/// <remarks>
/// <b>Units</b>: base units of SWR, whole epochs, bytes of the record and what it stores. <b>Consensus</b>: exact,
/// every term is a product of integers. An object of <c>n</c> bytes locks <c>rho * n * H</c>. Its first <c>H</c> epochs
/// are covered by the lock; from then on it owes <c>rho * n</c> for each epoch, paid by whoever touches it, and after
/// <c>H</c> epochs of debt the deposit is used up. <c>rho &lt;= 10^12</c>, <c>n &lt; 2^31</c> and
/// <c>H &lt; 2^20</c>, so products stay below 2^92.
/// </remarks>
public static class RentRules
{
    /// <summary>What an object of this size locks.</summary>
    public static UInt128 Deposit(ChainParameters parameters, int bytes) =>
        (UInt128)parameters.RentPerBytePerEpoch * (uint)bytes * parameters.RentHorizonEpochs;

    /// <summary>What it owes in an epoch.</summary>
    public static UInt128 Due(ChainParameters parameters, int bytes, uint paidUntil, uint epoch) =>
        epoch <= paidUntil ? 0 : (UInt128)parameters.RentPerBytePerEpoch * (uint)bytes * (epoch - paidUntil);

    /// <summary>First epoch not covered when it is created or restored in an epoch. Saturates.</summary>
    public static uint PaidFrom(ChainParameters parameters, uint epoch) =>
        epoch > uint.MaxValue - parameters.RentHorizonEpochs
            ? uint.MaxValue
            : epoch + parameters.RentHorizonEpochs;

    /// <summary>First epoch in which its deposit does not cover what it owes. Saturates.</summary>
    public static uint ExpiryOf(ChainParameters parameters, uint paidUntil) => PaidFrom(parameters, paidUntil);
}
