namespace Aether.Execution.State;

/// <summary>Reads stored tree nodes by their store key.</summary>
internal interface INodeSource
{
    /// <summary>The bytes of a node; false when absent.</summary>
    bool TryReadNode(ReadOnlySpan<byte> storeKey, out byte[] bytes);
}
