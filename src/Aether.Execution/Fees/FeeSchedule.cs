using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Fees;

/// <summary>
/// The price of a transaction: <c>(a + b*bytes + c*gas + d*pages) * multiplier</c>, plus the tip for each unit of gas.
/// </summary>
/// <remarks>
/// <b>Units</b>: base units of SWR; a multiplier is Q32.32. <b>Consensus</b>: every product is rounded up, against the
/// payer. The base part is split in two halves, burned and treasury; an odd unit is burned. The tip goes to the
/// proposer. Whatever does not fit into 128 bits costs <see cref="UInt128.MaxValue"/>, which nobody can hold: hostile
/// numbers are refused, they never overflow.
/// </remarks>
public static class FeeSchedule
{
    /// <summary>The base part of the fee for the gas used.</summary>
    public static UInt128 BaseFee(ChainParameters parameters, int bytes, ulong gas, uint pages, UInt128 multiplier)
    {
        UInt128 units = AddSaturated(
            AddSaturated(parameters.FeeBase, (UInt128)parameters.FeePerByte * (uint)bytes),
            AddSaturated((UInt128)parameters.FeePerGas * gas, (UInt128)parameters.FeePerMemoryPage * pages));
        return ScaleUp(units, multiplier);
    }

    /// <summary>The block's multiplier times that of the dearest object a transaction writes, rounded up.</summary>
    public static UInt128 Combine(ulong block, ulong local) =>
        local == FeeController.Unit ? block : ScaleUp(block, local);

    /// <summary>The whole fee of a transaction for the gas used.</summary>
    public static UInt128 Total(ChainParameters parameters, Transaction transaction, ulong gas, UInt128 multiplier) =>
        AddSaturated(
            BaseFee(parameters, transaction.Bytes.Length, gas, transaction.Body.MemoryLimit, multiplier),
            Tip(transaction.Body, gas));

    /// <summary>The proposer's part.</summary>
    public static UInt128 Tip(TransactionBody body, ulong gas) => (UInt128)body.TipPerGas * gas;

    /// <summary>The burned half of a base fee; the treasury gets the rest.</summary>
    public static UInt128 Burned(UInt128 baseFee) => baseFee - (baseFee >> 1);

    private static UInt128 AddSaturated(UInt128 left, UInt128 right) =>
        right > UInt128.MaxValue - left ? UInt128.MaxValue : left + right;

    // Product with a Q32.32 number, rounded up. Of two numbers below 2^64 the product and the rounding fit into 128
    // bits: (2^64 - 1)^2 + 2^32 - 1 is below 2^128.
    private static UInt128 ScaleUp(UInt128 value, UInt128 multiplier)
    {
        if ((value | multiplier) <= ulong.MaxValue)
        {
            ulong high = Math.BigMul((ulong)value, (ulong)multiplier, out ulong low);
            return (new UInt128(high, low) + (FeeController.Unit - 1)) >> 32;
        }
        return multiplier != 0 && value > (UInt128.MaxValue - FeeController.Unit) / multiplier
            ? UInt128.MaxValue
            : ((value * multiplier) + (FeeController.Unit - 1)) >> 32;
    }
}
