using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Changes on top of a state that are kept or dropped as a whole.</summary>
/// <remarks>
/// <b>Threads</b>: one. Layers nest: a transaction writes to its own set, which is merged into the block's.
/// </remarks>
public sealed class WriteSet(IStateReader below) : IStateReader
{
    /// <summary>Changed values, ascending by key; null where a key was removed.</summary>
    public SortedDictionary<Hash256, byte[]?> Changes { get; } = [];

    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value)
    {
        if (Changes.TryGetValue(key, out byte[]? changed))
        {
            value = changed ?? [];
            return changed is not null;
        }
        return below.TryGet(key, out value);
    }

    /// <summary>Sets a value.</summary>
    public void Put(Hash256 key, byte[] value) => Changes[key] = value;

    /// <summary>Removes a key.</summary>
    public void Remove(Hash256 key) => Changes[key] = null;

    /// <summary>Takes over everything another set changed.</summary>
    public void Merge(WriteSet upper)
    {
        foreach (KeyValuePair<Hash256, byte[]?> change in upper.Changes)
        {
            Changes[change.Key] = change.Value;
        }
    }
}
