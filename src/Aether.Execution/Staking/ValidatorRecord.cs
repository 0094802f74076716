using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>A registered validator: its keys, what is left of its stake, and what it was punished for.</summary>
/// <param name="Validator">Keys and stake; a stake of zero is stored as <paramref name="HasStake"/> false.</param>
/// <param name="HasStake">False when nothing is left.</param>
/// <param name="JailedUntil">The first epoch it may serve in again; zero when it was never jailed.</param>
/// <param name="IsTombstoned">True after a conviction: it never serves again with these keys.</param>
/// <param name="Convictions">Of the last epochs, in the order of punishment.</param>
public sealed record ValidatorRecord(
    Validator Validator, bool HasStake, uint JailedUntil, bool IsTombstoned, PastConviction[] Convictions)
    : IAceValue<ValidatorRecord>
{
    // Every kind in every epoch of the window, and one epoch to come.
    private const int MaxConvictions = 5 * ((int)StakingRules.UnbondingEpochs + 2);

    /// <summary>A validator that was never punished.</summary>
    public static ValidatorRecord Of(Validator validator) => new(validator, true, 0, false, []);

    /// <inheritdoc/>
    public static ValidatorRecord Decode(ref AceReader reader)
    {
        Validator validator = Validator.Decode(ref reader);
        return new ValidatorRecord(
            validator,
            reader.Bool(),
            reader.U32(),
            reader.Bool(),
            reader.List<PastConviction>(MaxConvictions, PastConviction.EncodedBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Validator.Encode(writer);
        writer.Bool(HasStake);
        writer.U32(JailedUntil);
        writer.Bool(IsTombstoned);
        writer.List<PastConviction>(Convictions);
    }

    /// <summary>Base units of SWR at stake.</summary>
    public UInt128 Stake => HasStake ? Validator.Stake : 0;

    /// <summary>True when it may serve in an epoch.</summary>
    public bool MayServe(uint epoch) => HasStake && !IsTombstoned && epoch >= JailedUntil;

    /// <summary>The record with less stake.</summary>
    public ValidatorRecord Without(UInt128 amount)
    {
        UInt128 left = Stake - UInt128.Min(Stake, amount);
        return left == 0
            ? this with { HasStake = false }
            : this with { Validator = Validator with { Stake = left } };
    }

    /// <summary>True when this offence was punished.</summary>
    public bool WasConvicted(uint epoch, EvidenceKind kind) =>
        Array.IndexOf(Convictions, new PastConviction(epoch, kind)) >= 0;

    /// <summary>The record with an offence noted; those that no evidence can name any more are forgotten.</summary>
    public ValidatorRecord WithConviction(uint epoch, EvidenceKind kind, uint currentEpoch)
    {
        List<PastConviction> kept = [];
        foreach (PastConviction past in Convictions)
        {
            if (past.Epoch + (ulong)StakingRules.UnbondingEpochs >= currentEpoch)
            {
                kept.Add(past);
            }
        }
        kept.Add(new PastConviction(epoch, kind));
        return this with { Convictions = [.. kept], IsTombstoned = true };
    }
}
