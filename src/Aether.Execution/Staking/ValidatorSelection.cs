using Aether.Core;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>Who of those that may serve does: the largest stakes, as many as a set may have.</summary>
internal static class ValidatorSelection
{
    /// <summary>The set; null when there is nobody.</summary>
    public static ValidatorSet? TryChoose(List<Validator> candidates)
    {
        if (candidates.Count == 0)
        {
            return null;
        }
        if (candidates.Count > Limits.Consensus.MaxValidators)
        {
            // Addresses are distinct, so no two compare equal and the order is the same everywhere.
            candidates.Sort(static (left, right) =>
            {
                int order = right.Stake.CompareTo(left.Stake);
                return order != 0 ? order : left.Address.CompareTo(right.Address);
            });
            candidates.RemoveRange(
                Limits.Consensus.MaxValidators, candidates.Count - Limits.Consensus.MaxValidators);
        }
        return new ValidatorSet(candidates);
    }
}
