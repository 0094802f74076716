using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Fees;

/// <summary>
/// The price of a transaction: <c>(a + b*bytes + c*gas + d*pages) * base_fee</c>, plus the tip for each unit of gas.
/// </summary>
/// <remarks>
/// <b>Units</b>: base units of SWR; the base fee is Q32.32. <b>Consensus</b>: the product is rounded up, against the
/// payer. The base part is split in two halves, burned and treasury; an odd unit is burned. The tip goes to the
/// proposer. Whatever does not fit into 128 bits costs <see cref="UInt128.MaxValue"/>, which nobody can hold: hostile
/// numbers are refused, they never overflow.
/// </remarks>
public static class FeeSchedule
{
    /// <summary>The base part of the fee for the gas used.</summary>
    public static UInt128 BaseFee(ChainParameters parameters, int bytes, ulong gas, uint pages, ulong multiplier)
    {
        UInt128 units = AddSaturated(
            AddSaturated(parameters.FeeBase, (UInt128)parameters.FeePerByte * (uint)bytes),
            AddSaturated((UInt128)parameters.FeePerGas * gas, (UInt128)parameters.FeePerMemoryPage * pages));
        if (multiplier != 0 && units > (UInt128.MaxValue - BlockContext.UnitBaseFee) / multiplier)
        {
            return UInt128.MaxValue;
        }
        return ((units * multiplier) + (BlockContext.UnitBaseFee - 1)) / BlockContext.UnitBaseFee;
    }

    /// <summary>The whole fee of a transaction for the gas used.</summary>
    public static UInt128 Total(ChainParameters parameters, Transaction transaction, ulong gas, ulong multiplier) =>
        AddSaturated(
            BaseFee(parameters, transaction.Bytes.Length, gas, transaction.Body.MemoryLimit, multiplier),
            Tip(transaction.Body, gas));

    /// <summary>The proposer's part.</summary>
    public static UInt128 Tip(TransactionBody body, ulong gas) => (UInt128)body.TipPerGas * gas;

    /// <summary>The burned half of a base fee; the treasury gets the rest.</summary>
    public static UInt128 Burned(UInt128 baseFee) => baseFee - (baseFee / 2);

    private static UInt128 AddSaturated(UInt128 left, UInt128 right) =>
        right > UInt128.MaxValue - left ? UInt128.MaxValue : left + right;
}
