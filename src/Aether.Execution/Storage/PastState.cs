using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>The state after a final block below the head, read from what newer blocks replaced.</summary>
/// <remarks>
/// <b>Threads</b>: any. <b>Errors</b>: <see cref="StateMovedException"/> once the state was pruned, never another
/// state's value.
/// </remarks>
internal sealed class PastState(ChainStore chain, ulong height) : IStateReader
{
    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value) => chain.TryReadPast(height, key, out value);
}
