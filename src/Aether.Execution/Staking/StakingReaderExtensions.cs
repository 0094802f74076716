using System.Diagnostics.CodeAnalysis;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Staking;

/// <summary>Typed reads of the staking system. A missing or undecodable value means the store is corrupt.</summary>
public static class StakingReaderExtensions
{
    /// <summary>The epoch of blocks on this state.</summary>
    public static EpochState GetEpochState(this IStateReader state) =>
        Require<EpochState>(state, StakingKeys.Epoch, "epoch");

    /// <summary>The set of the next epoch.</summary>
    public static ValidatorSet GetSnapshot(this IStateReader state) =>
        Require<ValidatorSet>(state, StakingKeys.Snapshot, "snapshot");

    /// <summary>Who voted lately. A copy: changing it changes nothing in the state.</summary>
    public static Participation GetParticipation(this IStateReader state) =>
        Require<Participation>(state, StakingKeys.Participation, "participation");

    /// <summary>All registered validators.</summary>
    public static ValidatorIndex GetValidatorIndex(this IStateReader state) =>
        Require<ValidatorIndex>(state, StakingKeys.Index, "validator index");

    /// <summary>One registered validator.</summary>
    public static bool TryGetValidator(
        this IStateReader state, Address address, [NotNullWhen(true)] out ValidatorRecord? record)
    {
        record = state.TryGet(StakingKeys.Validator(address), out byte[] bytes)
            ? Decode<ValidatorRecord>(bytes, "validator")
            : null;
        return record is not null;
    }

    private static T Require<T>(IStateReader state, Hash256 key, string name)
        where T : IAceValue<T> => state.TryGet(key, out byte[] bytes)
        ? Decode<T>(bytes, name)
        : throw new StateCorruptException($"the state has no {name}");

    private static T Decode<T>(ReadOnlySpan<byte> bytes, string name)
        where T : IAceValue<T> => Ace.TryDecode(bytes, out T value, out DecodeError error)
        ? value
        : throw new StateCorruptException($"the {name} of the state does not decode: {error}");
}
