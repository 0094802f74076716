using Aether.Consensus.LeaderElection;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>Everything that is fixed when an epoch begins. Immutable; all times are views.</summary>
/// <remarks><b>Consensus</b>: two nodes in one epoch of one chain hold equal contexts, except for the proof.</remarks>
public sealed record EpochContext
{
    /// <summary>Number of the epoch.</summary>
    public required uint Epoch { get; init; }

    /// <summary>The block the epoch starts from: block 0, or the closing block of the epoch before.</summary>
    public required Header RootHeader { get; init; }

    /// <summary>The first view in which a block closes the epoch.</summary>
    public required ulong EndView { get; init; }

    /// <summary>Who certifies the blocks of the epoch.</summary>
    public required ValidatorSet Validators { get; init; }

    /// <summary>Input of the leader lottery.</summary>
    public required Hash256 Randomness { get; init; }

    /// <summary>Shows the root final by the set of the epoch before; null in epoch 0.</summary>
    public FinalityProof? RootProof { get; init; }

    /// <summary>Hash of the root.</summary>
    public Hash256 RootHash => RootHeader.Hash;

    /// <summary>View of the root; every block of the epoch has a higher one.</summary>
    public ulong RootView => RootHeader.View;

    /// <summary>The certificate that stands for the root in this epoch.</summary>
    public QuorumCertificate RootCertificate => QuorumCertificate.Root(Epoch, RootView, RootHash);

    /// <summary>What the root's payload says about this epoch. Means nothing in epoch 0.</summary>
    public EpochTransition Transition => new(Epoch, Randomness, Validators);

    /// <summary>The first epoch: the genesis set, starting from block 0.</summary>
    public static EpochContext First(Genesis genesis, Header genesisHeader) => new()
    {
        Epoch = 0,
        RootHeader = genesisHeader,
        EndView = genesisHeader.View + genesis.Parameters.EpochSlots,
        Validators = genesis.Validators,
        Randomness = Lottery.InitialRandomness(genesis.Hash),
    };

    /// <summary>The epoch that follows a final closing block.</summary>
    /// <remarks>The caller has checked that the header commits to the transition and that the proof holds.</remarks>
    public static EpochContext After(
        ChainParameters parameters, Header closing, EpochTransition transition, FinalityProof proof)
    {
        Check.That(transition.Epoch == closing.Epoch + 1);
        bool fits = closing.View <= ulong.MaxValue - parameters.EpochSlots;
        return new EpochContext
        {
            Epoch = transition.Epoch,
            RootHeader = closing,
            EndView = fits ? closing.View + parameters.EpochSlots : ulong.MaxValue,
            Validators = transition.Validators,
            Randomness = transition.Randomness,
            RootProof = proof,
        };
    }

    /// <summary>What shows this epoch to whoever knows the one before; null in epoch 0.</summary>
    public EpochProof? ToProof() => RootProof is null ? null : new EpochProof(RootHeader, Transition, RootProof);
}
