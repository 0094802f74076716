namespace Aether.Native.Sockets;

/// <summary>What a descriptor can do now.</summary>
/// <param name="Token">The number it was added with.</param>
/// <param name="CanRead">Bytes are there, or the other side ended.</param>
/// <param name="CanWrite">There is room for bytes.</param>
/// <param name="IsBroken">The connection is gone.</param>
public readonly record struct Readiness(long Token, bool CanRead, bool CanWrite, bool IsBroken);
