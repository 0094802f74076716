namespace Aether.Native.OpenSsl;

/// <summary>Signs a digest with a P-256 key that is somewhere else.</summary>
/// <param name="digest">Borrowed for the call.</param>
/// <param name="signature">64 bytes to fill: r, then s, big-endian.</param>
public delegate void EcKeySigner(ReadOnlySpan<byte> digest, Span<byte> signature);
