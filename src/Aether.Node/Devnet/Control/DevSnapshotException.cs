namespace Aether.Node.Devnet.Control;

/// <summary>A snapshot cannot be made or used; the message says why and what to do.</summary>
internal sealed class DevSnapshotException(string message, Exception? inner = null) : Exception(message, inner);
