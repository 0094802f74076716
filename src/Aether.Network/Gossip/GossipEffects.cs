namespace Aether.Network.Gossip;

/// <summary>Effects in the order in which they are to be carried out; the host clears it.</summary>
public sealed class GossipEffects
{
    private readonly List<GossipEffect> _effects = [];

    /// <summary>Number of effects.</summary>
    public int Count => _effects.Count;

    /// <summary>The effect at an index.</summary>
    public GossipEffect this[int index] => _effects[index];

    /// <summary>Forgets all effects.</summary>
    public void Clear() => _effects.Clear();

    internal void Add(in GossipEffect effect) => _effects.Add(effect);
}
