using Aether.Consensus.Epochs;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.Execution.Storage;

namespace Aether.Pipeline.BlockImport;

/// <summary>Reads the epochs of a chain back from its store.</summary>
public sealed class EpochArchive(Genesis genesis, ChainStore store)
{
    /// <summary>The epoch that blocks on the final head belong to.</summary>
    public uint Current => store.FinalizedState.GetEpochState().Epoch;

    /// <summary>An epoch that began; null for one that did not.</summary>
    public EpochContext? Find(uint epoch)
    {
        if (epoch == 0)
        {
            return EpochContext.First(genesis, store.GenesisHeader);
        }
        return store.TryGetEpoch(epoch, out EpochProof? proof)
            ? EpochContext.After(genesis.Parameters, proof.Closing, proof.Transition, proof.Finality)
            : null;
    }

    /// <summary>The current epoch. It began before its first block became final, so it is stored.</summary>
    public EpochContext FindCurrent()
    {
        EpochContext? current = Find(Current);
        Check.That(current is not null);
        return current;
    }

    /// <summary>The epochs after the current one: their roots were about to become final at the last stop.</summary>
    public IReadOnlyList<EpochContext> FindLater()
    {
        List<EpochContext> later = [];
        for (uint epoch = Current + 1; Find(epoch) is { } next; epoch++)
        {
            later.Add(next);
        }
        return later;
    }

    /// <summary>The epochs whose signatures can still be convicted, the current one last.</summary>
    public IReadOnlyList<EpochContext> FindConvictable()
    {
        uint first = Current - Math.Min(Current, StakingRules.UnbondingEpochs);
        List<EpochContext> epochs = [];
        for (uint epoch = first; epoch <= Current; epoch++)
        {
            if (Find(epoch) is { } found)
            {
                epochs.Add(found);
            }
        }
        return epochs;
    }
}
