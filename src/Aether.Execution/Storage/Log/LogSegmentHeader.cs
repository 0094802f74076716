using Aether.Core.Types;

namespace Aether.Execution.Storage.Log;

/// <summary>What a segment starts with.</summary>
/// <param name="First">Sequence of its first record.</param>
/// <param name="Identity">Drawn when the log was made; the marks depend on it.</param>
/// <param name="Chain">Hash of the genesis.</param>
/// <param name="Before">Digest of the record before the first; zero at the start of a log.</param>
internal readonly record struct LogSegmentHeader(ulong First, Hash256 Identity, Hash256 Chain, Hash256 Before);
