using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>What follows an epoch of the simulation: stakes rotate, keys leave and come back.</summary>
/// <remarks>
/// The set of the next epoch depends on the state at the start of this one alone, the randomness also on what came
/// since: as on a real chain, an epoch that is built by a wrong rule shows.
/// </remarks>
public sealed class SimulatedEpochs(Genesis genesis, SimulationSettings settings)
{
    private readonly Dictionary<Hash256, ValidatorSet> _sets = [];

    /// <summary>The transition in the closing block on a parent.</summary>
    public EpochTransition After(EpochContext epoch, Header parent)
    {
        byte[] input = new byte[(2 * Hash256.Bytes) + 4];
        epoch.Randomness.Span.CopyTo(input);
        parent.StateRoot.Span.CopyTo(input.AsSpan(Hash256.Bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(2 * Hash256.Bytes), epoch.Epoch + 1);
        return new EpochTransition(epoch.Epoch + 1, new Hash256(SHA256.HashData(input)), SetAfter(epoch));
    }

    /// <summary>The set that follows an epoch, fixed when the epoch began.</summary>
    public ValidatorSet SetAfter(EpochContext epoch)
    {
        Hash256 state = epoch.RootHeader.StateRoot;
        if (!_sets.TryGetValue(state, out ValidatorSet? set))
        {
            set = Draw(BinaryPrimitives.ReadUInt64LittleEndian(state.Span));
            _sets.Add(state, set);
        }
        return set;
    }

    // Always less than a third of the stake with faulty keys, and at least one key.
    private ValidatorSet Draw(ulong seed)
    {
        SimulationRandom random = new(seed, "set");
        List<Validator> members = [];
        UInt128 total = 0;
        UInt128 faulty = 0;
        for (ushort key = 0; key < genesis.Validators.Count; key++)
        {
            if (random.Chance(1, 6))
            {
                continue;
            }
            UInt128 stake = random.Chance(1, 2)
                ? genesis.Validators[key].Stake
                : (UInt128)random.Between(5, 20);
            total += stake;
            faulty += settings.Byzantine.ContainsKey(key) ? stake : 0;
            members.Add(genesis.Validators[key] with { Stake = stake });
        }
        return total > 0 && faulty * 3 < total ? new ValidatorSet(members) : genesis.Validators;
    }
}
