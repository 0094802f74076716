namespace Aether.Execution.State;

/// <summary>Makes something of the bytes of a value, which are good during the call only.</summary>
public delegate TResult ValueReader<TResult>(ReadOnlySpan<byte> value);
