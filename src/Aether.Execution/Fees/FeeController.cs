using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Execution.Fees;

/// <summary>How a multiplier follows the gas that was used: by an eighth of its distance to the target.</summary>
/// <remarks>
/// <b>Units</b>: multipliers are Q32.32. <b>Consensus</b>: <c>m' = m + m * (used - target) / target / 8</c>, the change
/// rounded towards zero, the result held within 1 and 2^16. <b>Source</b>: EIP-1559.
/// </remarks>
public static class FeeController
{
    /// <summary>The multiplier 1.</summary>
    public const ulong Unit = 1UL << 32;

    private const uint Inertia = 8;

    /// <summary>The multiplier after a block.</summary>
    /// <param name="multiplier">In force in the block.</param>
    /// <param name="used">Gas used in it.</param>
    /// <param name="target">Gas at which it stays; not zero.</param>
    public static ulong Next(ulong multiplier, ulong used, ulong target)
    {
        Check.That(multiplier is >= Unit and <= Limits.Fees.MaxMultiplier && target != 0);
        // 2^48 * 2^64 is far below 2^128.
        UInt128 divisor = (UInt128)target * Inertia;
        if (used >= target)
        {
            UInt128 raised = multiplier + ((UInt128)multiplier * (used - target) / divisor);
            return raised > Limits.Fees.MaxMultiplier ? Limits.Fees.MaxMultiplier : (ulong)raised;
        }
        ulong lowered = multiplier - (ulong)((UInt128)multiplier * (target - used) / divisor);
        return Math.Max(lowered, Unit);
    }
}
