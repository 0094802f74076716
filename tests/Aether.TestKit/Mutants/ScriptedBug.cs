using Aether.Consensus.HotStuff;

namespace Aether.TestKit.Mutants;

/// <summary>A bug put together from functions; what is not given stays as it is.</summary>
public sealed class ScriptedBug : PlantedBug
{
    /// <summary>Changes the pacing.</summary>
    public Func<ConsensusTiming, ConsensusTiming>? OnTiming { get; init; }

    /// <summary>Changes the signature checks.</summary>
    public Func<IConsensusCrypto, IConsensusCrypto>? OnCrypto { get; init; }

    /// <summary>Changes what a core starts from.</summary>
    public Func<RestoredState, RestoredState>? OnRestore { get; init; }

    /// <summary>Changes what a core hears.</summary>
    public Func<ConsensusInput, ConsensusInput?>? OnHear { get; init; }

    /// <summary>Changes one effect; null drops it.</summary>
    public Func<ConsensusEffect, ConsensusEffect?>? OnEffect { get; init; }

    /// <summary>Effects added after those of a step.</summary>
    public Func<IEnumerable<ConsensusEffect>>? OnStepEnd { get; init; }

    /// <summary>True for writes that never reach the disk.</summary>
    public Func<ConsensusEffect, bool>? OnWrite { get; init; }

    /// <inheritdoc/>
    public override ConsensusTiming Timing(ConsensusTiming timing) => OnTiming?.Invoke(timing) ?? timing;

    /// <inheritdoc/>
    public override IConsensusCrypto Crypto(IConsensusCrypto crypto) => OnCrypto?.Invoke(crypto) ?? crypto;

    /// <inheritdoc/>
    public override RestoredState Restore(RestoredState restored) => OnRestore?.Invoke(restored) ?? restored;

    /// <inheritdoc/>
    public override ConsensusInput? Hear(ConsensusInput input) => OnHear is null ? input : OnHear(input);

    /// <inheritdoc/>
    public override IReadOnlyList<ConsensusEffect> Do(IReadOnlyList<ConsensusEffect> effects)
    {
        List<ConsensusEffect> done = [];
        foreach (ConsensusEffect effect in effects)
        {
            if (OnEffect is null)
            {
                done.Add(effect);
            }
            else if (OnEffect(effect) is { } changed)
            {
                done.Add(changed);
            }
        }
        done.AddRange(OnStepEnd?.Invoke() ?? []);
        return done;
    }

    /// <inheritdoc/>
    public override bool IsLost(ConsensusEffect write) => OnWrite?.Invoke(write) ?? false;
}
