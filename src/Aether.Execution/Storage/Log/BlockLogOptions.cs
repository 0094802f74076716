using Aether.Core;
using Aether.Core.Types;

namespace Aether.Execution.Storage.Log;

/// <summary>What a log belongs to.</summary>
/// <param name="Chain">Hash of the genesis.</param>
/// <param name="NewIdentity">32 bytes nobody can guess, used when the log is made.</param>
public readonly record struct BlockLogOptions(Hash256 Chain, Hash256 NewIdentity)
{
    /// <summary>A disk without segments is damage, not a new log.</summary>
    public bool MustExist { get; init; }

    /// <summary>Bytes after which a segment takes no further record.</summary>
    public long SegmentBytes { get; init; } = Limits.Storage.SegmentBytes;
}
