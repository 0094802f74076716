using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Reads the values of one state.</summary>
public interface IStateReader
{
    /// <summary>The value of a state key; false when there is none.</summary>
    bool TryGet(Hash256 key, out byte[] value);
}
