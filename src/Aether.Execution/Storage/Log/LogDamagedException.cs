namespace Aether.Execution.Storage.Log;

/// <summary>A log does not hold what was acknowledged; the message says where.</summary>
public sealed class LogDamagedException(string message) : Exception(message);
