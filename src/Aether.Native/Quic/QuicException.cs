namespace Aether.Native.Quic;

/// <summary>An endpoint could not be created: its address is taken, or the system gives no socket.</summary>
public sealed class QuicException(string message) : Exception(message);
