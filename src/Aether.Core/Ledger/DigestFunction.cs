namespace Aether.Core.Ledger;

/// <summary>Writes the SHA-256 of a message; a pure function of its bytes.</summary>
/// <param name="message">What is hashed.</param>
/// <param name="digest">32 bytes.</param>
public delegate void DigestFunction(ReadOnlySpan<byte> message, Span<byte> digest);
