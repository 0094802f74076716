using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;

namespace Aether.Execution.Staking;

/// <summary>Changes the staking system's part of the state: once at the end of each block.</summary>
internal static class StakingLedger
{
    /// <summary>What state 0 holds: the genesis set registered, snapshotted and serving.</summary>
    public static void WriteGenesis(Genesis genesis, SortedDictionary<Hash256, byte[]?> values)
    {
        ValidatorSet set = genesis.Validators;
        Hash256 randomness = EpochRandomness.Initial(genesis.Hash);
        values[StakingKeys.Epoch] = Ace.Encode(new EpochState(0, 0, randomness, Hash256.Zero));
        values[StakingKeys.Snapshot] = Ace.Encode(set);
        values[StakingKeys.Participation] = Ace.Encode(Participation.Empty(set.Count));
        SortedSet<Address> addresses = [];
        foreach (Validator validator in set.Validators)
        {
            addresses.Add(validator.Address);
            values[StakingKeys.Validator(validator.Address)] = Ace.Encode(ValidatorRecord.Of(validator));
        }
        values[StakingKeys.Index] = Ace.Encode(new ValidatorIndex([.. addresses]));
    }

    /// <summary>Counts the votes for the grandparent and the parent's contribution to the randomness.</summary>
    public static void CountParent(WriteSet state, ChainParameters parameters, BlockOrigin origin)
    {
        EpochState epoch = state.GetEpochState();
        if (origin.Parent.Epoch != epoch.Epoch || origin.Parent.Height == 0)
        {
            return;
        }
        if (!origin.Parent.Justify.IsRoot)
        {
            Participation participation = state.GetParticipation();
            Check.That(participation.Count == origin.Validators.Count);
            participation.CountView(origin.Parent.Justify.Bitmap);
            state.Put(StakingKeys.Participation, Ace.Encode(participation));
        }
        if (epoch.Contributes(origin.Parent.View, parameters.EpochSlots))
        {
            Hash256 folded = EpochRandomness.Fold(epoch.Accumulator, origin.ParentNonce);
            state.Put(StakingKeys.Epoch, Ace.Encode(epoch with { Accumulator = folded }));
        }
    }

    /// <summary>
    /// Punishes one offence: a share of the stake is burned and the validator never serves again.
    /// </summary>
    /// <returns>
    /// False, with nothing changed, for an offence that was punished, is too old, or of nobody known.
    /// </returns>
    public static bool TryPunish(WriteSet state, ChainParameters parameters, Conviction conviction, Address reporter)
    {
        uint epoch = state.GetEpochState().Epoch;
        if (!state.TryGetValidator(conviction.Validator, out ValidatorRecord? record)
            || conviction.Epoch > epoch
            || conviction.Epoch + (ulong)StakingRules.UnbondingEpochs < epoch
            || record.WasConvicted(conviction.Epoch, conviction.Kind))
        {
            return false;
        }
        UInt128 slashed = StakingRules.Share(record.Stake, parameters.SlashDoublePpb);
        UInt128 bounty = slashed / StakingRules.BountyDivisor;
        bool paid = bounty != 0
            && LedgerWriter.TryCredit(state, reporter, AssetId.Swr, bounty) == ReceiptStatus.Success;
        LedgerWriter.RaiseCounter(state, ChainCounters.BurnedStake, paid ? slashed - bounty : slashed);
        ValidatorRecord next = record.Without(slashed).WithConviction(conviction.Epoch, conviction.Kind, epoch);
        state.Put(StakingKeys.Validator(conviction.Validator), Ace.Encode(next));
        return true;
    }

    /// <summary>
    /// Ends the epoch: charges absence, fixes the set after the next, and says what the next epoch is.
    /// </summary>
    public static EpochTransition Close(
        WriteSet state, ChainParameters parameters, ValidatorSet serving, ulong closingView)
    {
        EpochState epoch = state.GetEpochState();
        Participation participation = state.GetParticipation();
        ChargeAbsence(state, parameters, serving, participation, epoch.Epoch);
        uint nextEpoch = checked(epoch.Epoch + 1);
        Hash256 randomness = EpochRandomness.Next(epoch.Randomness, nextEpoch, epoch.Accumulator);
        ValidatorSet next = state.GetSnapshot();
        ValidatorSet afterNext = TakeSnapshot(state, checked(nextEpoch + 1)) ?? next;
        state.Put(StakingKeys.Epoch, Ace.Encode(new EpochState(nextEpoch, closingView, randomness, Hash256.Zero)));
        state.Put(StakingKeys.Snapshot, Ace.Encode(afterNext));
        state.Put(StakingKeys.Participation, Ace.Encode(participation.Carry(serving, next)));
        return new EpochTransition(nextEpoch, randomness, next);
    }

    private static void ChargeAbsence(
        WriteSet state, ChainParameters parameters, ValidatorSet serving, Participation participation, uint epoch)
    {
        for (int index = 0; index < serving.Count; index++)
        {
            uint views = participation.LeakingViews(index);
            Address address = serving[index].Address;
            if (views == 0 || !state.TryGetValidator(address, out ValidatorRecord? record))
            {
                continue;
            }
            UInt128 leak = StakingRules.Leak(record.Stake, parameters.LeakDowntimePpb, views, out bool capped);
            LedgerWriter.RaiseCounter(state, ChainCounters.BurnedStake, leak);
            ValidatorRecord next = record.Without(leak);
            if (capped)
            {
                next = next with { JailedUntil = checked(epoch + 1 + StakingRules.JailEpochs) };
            }
            state.Put(StakingKeys.Validator(address), Ace.Encode(next));
        }
    }

    // Null when nobody may serve: an empty set could never be left again.
    private static ValidatorSet? TakeSnapshot(WriteSet state, uint epoch)
    {
        List<Validator> serving = [];
        foreach (Address address in state.GetValidatorIndex().Addresses)
        {
            if (state.TryGetValidator(address, out ValidatorRecord? record) && record.MayServe(epoch))
            {
                serving.Add(record.Validator);
            }
        }
        return ValidatorSelection.TryChoose(serving);
    }
}
