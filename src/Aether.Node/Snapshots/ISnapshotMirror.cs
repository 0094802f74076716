namespace Aether.Node.Snapshots;

/// <summary>A place that keeps named bytes. It is not trusted: whatever it gives is checked by whoever asked.</summary>
/// <remarks>
/// Names are lower-case letters, digits, <c>-</c>, <c>.</c> and <c>/</c>. <b>Threads</b>: any. <b>Errors</b>:
/// <see cref="MirrorException"/> when the place cannot be used.
/// </remarks>
internal interface ISnapshotMirror : IDisposable
{
    /// <summary>The bytes of a name, at most one more than <paramref name="maxBytes"/>; null when absent.</summary>
    Task<byte[]?> TryReadAsync(string name, int maxBytes, CancellationToken cancellation);

    /// <summary>Keeps bytes under a name, whole or not at all; what was there is replaced.</summary>
    Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>True when the name is there.</summary>
    Task<bool> ExistsAsync(string name, CancellationToken cancellation);

    /// <summary>Removes a name; nothing happens when it is absent.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation);

    /// <summary>The names that start so, in order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation);
}
