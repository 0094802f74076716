namespace Aether.Node.Snapshots;

/// <summary>A snapshot does not hold. The message is one sentence that names the chunk, when it is one.</summary>
internal sealed class SnapshotFailureException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="snapshot">Name of the snapshot.</param>
    /// <param name="chunk">Index of the chunk, or -1 when it is not about a chunk.</param>
    /// <param name="message">The sentence.</param>
    public SnapshotFailureException(string snapshot, int chunk, string message)
        : base(message)
    {
        Snapshot = snapshot;
        Chunk = chunk;
    }

    /// <summary>Name of the snapshot.</summary>
    public string Snapshot { get; }

    /// <summary>Index of the chunk, or -1.</summary>
    public int Chunk { get; }
}
