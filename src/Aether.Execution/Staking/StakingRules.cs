using Aether.Core.Diagnostics;

namespace Aether.Execution.Staking;

/// <summary>The constants and the arithmetic of staking. Shares are parts per billion, always rounded down.</summary>
/// <remarks><b>Consensus</b>: a changed number forks the chain.</remarks>
public static class StakingRules
{
    /// <summary>Epochs for which stake stays convictable after it signed: seven days of six-hour epochs.</summary>
    public const uint UnbondingEpochs = 28;

    /// <summary>Epochs a validator sits out after it was absent for too long.</summary>
    public const uint JailEpochs = 4;

    /// <summary>Certified views in one bucket of the participation window.</summary>
    public const ushort BucketViews = 100;

    /// <summary>Buckets of the participation window: a thousand views.</summary>
    public const int Buckets = 10;

    /// <summary>Views of a full window that a validator may miss before it loses stake.</summary>
    public const int MaxMissedViews = BucketViews * Buckets / 2;

    /// <summary>Most of its stake that a validator loses to absence in one epoch: one percent.</summary>
    public const uint MaxLeakPpb = 10_000_000;

    /// <summary>The proposer who includes evidence gets one part in this many of what is slashed.</summary>
    public const uint BountyDivisor = 20;

    private const uint Billion = 1_000_000_000;

    /// <summary>A share of an amount, rounded down; exact for every amount and every share of at most one.</summary>
    public static UInt128 Share(UInt128 amount, uint ppb)
    {
        Check.That(ppb <= Billion);
        return (amount / Billion * ppb) + (amount % Billion * ppb / Billion);
    }

    /// <summary>What a validator loses for views it missed beyond the allowed half of the window.</summary>
    /// <param name="stake">Its stake.</param>
    /// <param name="leakPpb">Share for each view.</param>
    /// <param name="views">Views missed while over the threshold.</param>
    /// <param name="capped">True when the cap of an epoch was reached: the validator is jailed.</param>
    public static UInt128 Leak(UInt128 stake, uint leakPpb, uint views, out bool capped)
    {
        ulong total = (ulong)leakPpb * views;
        capped = views > 0 && total >= MaxLeakPpb;
        return Share(stake, (uint)Math.Min(total, MaxLeakPpb));
    }
}
