using Aether.Core.Types;
using Aether.Crypto.Certificates;

namespace Aether.Consensus.LightClient;

/// <summary>One epoch as a light client knows it: the checkpoint, the set it names, and the decoded keys.</summary>
/// <remarks><b>Threads</b>: immutable.</remarks>
public sealed class TrustedEpoch
{
    private TrustedEpoch(EpochCheckpoint checkpoint, ValidatorSet validators, Committee committee)
    {
        Checkpoint = checkpoint;
        Validators = validators;
        Committee = committee;
    }

    /// <summary>What is trusted.</summary>
    public EpochCheckpoint Checkpoint { get; }

    /// <summary>Who certifies the epoch's blocks.</summary>
    public ValidatorSet Validators { get; }

    /// <summary>Their keys.</summary>
    internal Committee Committee { get; }

    /// <summary>Epoch 0 of a chain whose genesis hash the caller has pinned.</summary>
    public static LightClientError TryCreate(Genesis genesis, out TrustedEpoch? epoch) =>
        TryCreate(EpochCheckpoint.Of(genesis), genesis.Validators, out epoch);

    /// <summary>The epoch of a checkpoint that the caller has pinned, with the set that it names.</summary>
    public static LightClientError TryCreate(
        EpochCheckpoint checkpoint, ValidatorSet validators, out TrustedEpoch? epoch)
    {
        epoch = null;
        if (EpochCheckpoint.HashOf(validators) != checkpoint.SetHash)
        {
            return LightClientError.WrongSet;
        }
        if (!Committee.TryCreate(validators, checkpoint.GenesisHash, out Committee? committee, out _))
        {
            return LightClientError.BadKey;
        }
        epoch = new TrustedEpoch(checkpoint, validators, committee);
        return LightClientError.None;
    }
}
