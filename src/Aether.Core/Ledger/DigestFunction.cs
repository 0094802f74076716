namespace Aether.Core.Ledger;

/// <summary>
/// Writes SHA-256(firstTag || first) and behind it SHA-256(secondTag || second); a pure function of these bytes.
/// </summary>
/// <param name="firstTag">In front of the first message.</param>
/// <param name="first">The first message.</param>
/// <param name="secondTag">In front of the second message.</param>
/// <param name="second">The second message.</param>
/// <param name="digests">64 bytes.</param>
public delegate void DigestFunction(
    ReadOnlySpan<byte> firstTag,
    ReadOnlySpan<byte> first,
    ReadOnlySpan<byte> secondTag,
    ReadOnlySpan<byte> second,
    Span<byte> digests);
