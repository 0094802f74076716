namespace Aether.Consensus.HotStuff;

/// <summary>Collects the effects of one step, in order. The shell clears it after carrying them out.</summary>
public sealed class EffectBuffer
{
    private readonly List<ConsensusEffect> _effects = [];

    /// <summary>Effects of the last step.</summary>
    public IReadOnlyList<ConsensusEffect> Effects => _effects;

    /// <summary>Adds an effect.</summary>
    public void Add(ConsensusEffect effect) => _effects.Add(effect);

    /// <summary>Forgets all effects.</summary>
    public void Clear() => _effects.Clear();
}
