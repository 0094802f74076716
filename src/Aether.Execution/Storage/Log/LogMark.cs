namespace Aether.Execution.Storage.Log;

/// <summary>Where the mark of a record belongs in its segment.</summary>
/// <param name="Sequence">The record.</param>
/// <param name="Offset">First byte of the mark.</param>
internal readonly record struct LogMark(ulong Sequence, long Offset);
