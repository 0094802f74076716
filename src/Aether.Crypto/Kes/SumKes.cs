using System.Diagnostics;

namespace Aether.Crypto.Kes;

/// <summary>Verification of plain sum signatures: both keys of every level. The chain uses
/// <see cref="CompactSumKes"/>.</summary>
/// <remarks>
/// <para>Shape: <c>Ed25519 signature (64) || left and right key (64) per level, leaf level first</c>.</para>
/// <para>Source: Cardano Sum KES; kept because its published vectors fix the key tree that both forms share.</para>
/// </remarks>
public static class SumKes
{
    /// <summary>Bytes of a verification key.</summary>
    public const int VerificationKeyBytes = KesKeyTree.VerificationKeyBytes;

    internal const int InnerSignatureBytes = Ed25519.Ed25519.SignatureBytes;

    /// <summary>Bytes of a signature of the given depth.</summary>
    public static int SignatureBytes(int depth) => InnerSignatureBytes + (2 * VerificationKeyBytes * depth);

    /// <summary>Verifies a signature made in <paramref name="period"/>; parameters as in
    /// <see cref="CompactSumKes"/>.</summary>
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

        ReadOnlySpan<byte> current = verificationKey;
        Span<byte> parent = stackalloc byte[VerificationKeyBytes];
        for (int level = depth; level > 0; level--)
        {
            ReadOnlySpan<byte> pair = signature.Slice(SignatureBytes(level - 1), 2 * VerificationKeyBytes);
            KesKeyTree.Combine(pair[..VerificationKeyBytes], pair[VerificationKeyBytes..], parent);
            if (!parent.SequenceEqual(current))
                return false;
            bool isRight = ((period >> (level - 1)) & 1) != 0;
            current = isRight ? pair[VerificationKeyBytes..] : pair[..VerificationKeyBytes];
        }

        return Ed25519.Ed25519.Verify(current, message, signature[..InnerSignatureBytes]);
    }
}
