using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>The durable state of the last committed block: flat values and tree nodes.</summary>
internal interface IStateStore : INodeSource
{
    /// <summary>Height of the last committed block.</summary>
    ulong CommittedHeight { get; }

    /// <summary>The value of a key in the last committed state.</summary>
    bool TryReadValue(Hash256 key, out byte[] value);
}
