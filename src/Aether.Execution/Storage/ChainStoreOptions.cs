using Aether.Core.Types;
using Aether.Execution.Storage.Log;

namespace Aether.Execution.Storage;

/// <summary>How a node keeps its chain.</summary>
public sealed record ChainStoreOptions
{
    /// <summary>Final blocks that may wait in the log before a checkpoint writes them to the store.</summary>
    public int CheckpointBlocks { get; init; } = 64;

    /// <summary>Bytes of log records that may wait before a checkpoint brings them to the store.</summary>
    public long CheckpointBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Waiting bytes at which a commit waits for the running checkpoint: with it a start has at most this much to read
    /// again.
    /// </summary>
    public long MaxWaitingBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of memory that the state may use; above it the chain is not opened and commits fail.</summary>
    public long MaxStateBytes { get; init; } = long.MaxValue;

    /// <summary>Threads that build the tree of the state when the chain is opened, the caller's included.</summary>
    public int OpeningLanes { get; init; } = 1;

    /// <summary>
    /// What to keep of the past; null for what the store was begun with, which is all blocks and no past states.
    /// </summary>
    public Retention? Retention { get; init; }

    /// <summary>Blocks whose past is pruned in one atomic step.</summary>
    public int PruneStep { get; init; } = 256;

    /// <summary>Runs a checkpoint elsewhere; null runs it in the commit that calls for it.</summary>
    public Action<Action>? Background { get; init; }

    /// <summary>Reads the bytes that are free on the disk; null when nobody looks.</summary>
    public Func<long>? FreeBytes { get; init; }

    /// <summary>Below this many free bytes <see cref="Warn"/> is called, once until there is room again.</summary>
    public long WarnFreeBytes { get; init; } = 2L << 30;

    /// <summary>Below this many free bytes no checkpoint begins: the log alone grows.</summary>
    public long QuietFreeBytes { get; init; } = 1L << 30;

    /// <summary>Below this many free bytes commits fail before anything is written.</summary>
    public long StopFreeBytes { get; init; } = 256L << 20;

    /// <summary>Told one sentence for the operator.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The log's folder; null commits each block straight to the store.</summary>
    public ILogDisk? Log { get; init; }

    /// <summary>32 bytes nobody can guess, used when the log is made.</summary>
    public Hash256 NewLogIdentity { get; init; }

    /// <summary>Bytes after which a segment of the log takes no further record.</summary>
    public long SegmentBytes { get; init; } = Core.Limits.Storage.SegmentBytes;
}
