using System.Diagnostics;

namespace Aether.Crypto.Kes;

/// <summary>Verification of compact sum signatures: one sibling key per level instead of two.</summary>
/// <remarks>
/// <para>Shape: <c>Ed25519 signature (64) || Ed25519 key (32) || sibling keys (32 each), leaf level first</c>.</para>
/// <para>Consensus: the inner signature follows the ZIP-215 rule of <see cref="Ed25519.Ed25519.Verify"/>.</para>
/// <para>Source: Cardano CompactSum KES.</para>
/// </remarks>
public static class CompactSumKes
{
    /// <summary>Bytes of a verification key.</summary>
    public const int VerificationKeyBytes = KesKeyTree.VerificationKeyBytes;

    internal const int InnerSignatureBytes = Ed25519.Ed25519.SignatureBytes;

    /// <summary>Bytes of a signature of the given depth.</summary>
    public static int SignatureBytes(int depth) =>
        InnerSignatureBytes + VerificationKeyBytes + (VerificationKeyBytes * depth);

    /// <summary>Verifies a signature made in <paramref name="period"/>.</summary>
    /// <param name="verificationKey">32 bytes.</param>
    /// <param name="depth">0 to 9, fixed by the protocol.</param>
    /// <param name="period">The period in which it must have been made.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">Bytes as received; any other length than <see cref="SignatureBytes"/> is
    /// invalid.</param>
    public static bool Verify(
        ReadOnlySpan<byte> verificationKey,
        int depth,
        ulong period,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature)
    {
        Debug.Assert(depth is >= 0 and <= KesKeyTree.MaxDepth, "the depth is a protocol constant");
        if (period >= 1UL << depth
            || verificationKey.Length != VerificationKeyBytes
            || signature.Length != SignatureBytes(depth))
        {
            return false;
        }

        ReadOnlySpan<byte> keys = signature[InnerSignatureBytes..];
        ReadOnlySpan<byte> leaf = keys[..VerificationKeyBytes];
        Span<byte> current = stackalloc byte[VerificationKeyBytes];
        leaf.CopyTo(current);
        for (int level = 1; level <= depth; level++)
        {
            ReadOnlySpan<byte> sibling = keys.Slice(level * VerificationKeyBytes, VerificationKeyBytes);
            bool isRight = ((period >> (level - 1)) & 1) != 0;
            if (isRight)
                KesKeyTree.Combine(sibling, current, current);
            else
                KesKeyTree.Combine(current, sibling, current);
        }

        return current.SequenceEqual(verificationKey)
            && Ed25519.Ed25519.Verify(leaf, message, signature[..InnerSignatureBytes]);
    }
}
