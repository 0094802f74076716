using System.Buffers;
using System.Security.Cryptography;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>Openings from the quotient polynomial's values: one pass over the field and one commitment.</summary>
/// <remarks>Source: consensus-specs deneb/polynomial-commitments.md, <c>compute_kzg_proof_impl</c> and
/// <c>compute_challenge</c>.</remarks>
internal static class KzgProver
{
    private const int ChallengeHeaderBytes = 32;

    private static readonly Lazy<ulong[]> s_domain = new(PolynomialKernel.CreateDomain);

    private static ReadOnlySpan<byte> ChallengeTag => "FSBLOBVERIFY_V1_"u8;

    /// <summary>Opens a polynomial of up to 4096 elements; missing elements are zero.</summary>
    internal static bool TryProve(
        KzgSetup setup, ReadOnlySpan<byte> elements, ReadOnlySpan<byte> point, Span<byte> value, Span<byte> proof)
    {
        proof.Clear();
        byte[] quotient = ArrayPool<byte>.Shared.Rent(Kzg.BlobBytes);
        Span<byte> quotientElements = quotient.AsSpan(0, Kzg.BlobBytes);
        bool ok = TryOpen(elements, point, value, quotientElements)
            && KzgCommitter.TryCommit(setup, quotientElements, proof, KzgCommitter.Best(Kzg.ElementCount));
        ArrayPool<byte>.Shared.Return(quotient);
        return ok;
    }

    /// <summary>The value of a polynomial at a point, and its quotient unless that is empty.</summary>
    internal static bool TryOpen(
        ReadOnlySpan<byte> elements, ReadOnlySpan<byte> point, Span<byte> value, Span<byte> quotient)
    {
        value.Clear();
        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(PolynomialKernel.ScratchWords);
        bool ok = PolynomialKernel.TryOpen(s_domain.Value, elements, point, value, quotient, scratch);
        ArrayPool<ulong>.Shared.Return(scratch);
        return ok;
    }

    /// <summary>Where a blob is opened to show that it belongs to a commitment: 32 bytes below the order.</summary>
    internal static void Challenge(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> point)
    {
        const int Total = ChallengeHeaderBytes + Kzg.BlobBytes + Kzg.CommitmentBytes;
        byte[] input = ArrayPool<byte>.Shared.Rent(Total);
        input.AsSpan(0, ChallengeHeaderBytes).Clear();
        ChallengeTag.CopyTo(input);
        input[ChallengeHeaderBytes - 2] = Kzg.ElementCount >> 8;
        blob.CopyTo(input.AsSpan(ChallengeHeaderBytes));
        commitment.CopyTo(input.AsSpan(ChallengeHeaderBytes + Kzg.BlobBytes));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input.AsSpan(0, Total), digest);
        ArrayPool<byte>.Shared.Return(input);
        BlstField.Write(BlstField.Reduce(digest), point);
    }
}
