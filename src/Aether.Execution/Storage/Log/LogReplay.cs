namespace Aether.Execution.Storage.Log;

/// <summary>Sees one record of a log; the payload is borrowed for the call.</summary>
public delegate void LogReplay(ulong sequence, LogRecordKind kind, ReadOnlySpan<byte> payload);
