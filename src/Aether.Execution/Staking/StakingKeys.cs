using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Staking;

/// <summary>Where the staking system keeps its values in the state.</summary>
/// <remarks><b>Consensus</b>: a changed name forks the chain.</remarks>
public static class StakingKeys
{
    /// <summary>The current epoch: <see cref="EpochState"/>.</summary>
    public static Hash256 Epoch { get; } = StateKey.ForMeta("staking/epoch"u8);

    /// <summary>The set of the next epoch, fixed at the start of this one: a <see cref="ValidatorSet"/>.</summary>
    public static Hash256 Snapshot { get; } = StateKey.ForMeta("staking/snapshot"u8);

    /// <summary>Who voted lately: <see cref="Staking.Participation"/>.</summary>
    public static Hash256 Participation { get; } = StateKey.ForMeta("staking/participation"u8);

    /// <summary>Addresses of all registered validators: <see cref="ValidatorIndex"/>.</summary>
    public static Hash256 Index { get; } = StateKey.ForMeta("staking/index"u8);

    /// <summary>One registered validator: <see cref="ValidatorRecord"/>.</summary>
    public static Hash256 Validator(Address address)
    {
        ReadOnlySpan<byte> prefix = "staking/validator/"u8;
        Span<byte> name = stackalloc byte[18 + Hash256.Bytes];
        prefix.CopyTo(name);
        address.Value.Span.CopyTo(name[prefix.Length..]);
        return StateKey.ForMeta(name);
    }
}
