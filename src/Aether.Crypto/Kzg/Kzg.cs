using System.Buffers;
using Aether.Native.Bls;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>KZG commitments to blobs of 4096 field elements: commit, open, prove, verify.</summary>
/// <remarks>
/// Shape: an element, point or value is 32 bytes, big-endian, below the group order; commitments and proofs are
/// compressed points of G1, 48 bytes, in the subgroup; infinity is the commitment to zero.
/// <para>Threads: pure functions. Cost: no managed allocation after the first call. Errors: bytes of any length or
/// content return false; outputs of the wrong length are programmer errors and throw.</para>
/// <para>Source: EIP-4844, consensus-specs deneb/polynomial-commitments.md. Consensus: trace commitments depend on it.
/// </para>
/// </remarks>
public static class Kzg
{
    /// <summary>Elements of a blob.</summary>
    public const int ElementCount = CkzgSettings.ElementCount;

    /// <summary>Bytes of an element, a point or a value.</summary>
    public const int ElementBytes = CkzgSettings.ElementBytes;

    /// <summary>Bytes of a blob.</summary>
    public const int BlobBytes = CkzgSettings.BlobBytes;

    /// <summary>Bytes of a commitment.</summary>
    public const int CommitmentBytes = CkzgSettings.G1Bytes;

    /// <summary>Bytes of a proof.</summary>
    public const int ProofBytes = CkzgSettings.G1Bytes;

    internal const int SetupG2Count = CkzgSettings.G2Count;
    internal const int SetupG2Bytes = CkzgSettings.G2Bytes;

    /// <summary>The order r of the groups, 32 bytes, big-endian.</summary>
    public static ReadOnlySpan<byte> Order =>
    [
        0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
        0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
    ];

    /// <summary>Commits to a blob.</summary>
    /// <param name="setup">The trusted setup.</param>
    /// <param name="blob">4096 elements.</param>
    /// <param name="commitment">48 bytes; cleared when the blob is refused.</param>
    public static bool TryCommit(KzgSetup setup, ReadOnlySpan<byte> blob, Span<byte> commitment)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentOutOfRangeException.ThrowIfNotEqual(commitment.Length, CommitmentBytes);
        commitment.Clear();
        return blob.Length == BlobBytes
            && KzgCommitter.TryCommit(setup, blob, commitment, KzgCommitter.Best(ElementCount));
    }

    /// <summary>Commits to the first elements of a blob whose others are zero; the cost follows their number.</summary>
    /// <param name="setup">The trusted setup.</param>
    /// <param name="elements">n x 32 bytes; n up to 4096. None give the commitment to zero.</param>
    /// <param name="commitment">48 bytes; cleared when the elements are refused.</param>
    public static bool TryCommitPrefix(KzgSetup setup, ReadOnlySpan<byte> elements, Span<byte> commitment)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentOutOfRangeException.ThrowIfNotEqual(commitment.Length, CommitmentBytes);
        return KzgCommitter.TryCommit(setup, elements, commitment, KzgCommitter.Best(elements.Length / ElementBytes));
    }

    /// <summary>Opens a blob's polynomial at any point: its value there and the proof.</summary>
    /// <param name="setup">The trusted setup.</param>
    /// <param name="blob">4096 elements.</param>
    /// <param name="point">Where to open; <see cref="KzgDomain.Point"/> opens an element of the blob.</param>
    /// <param name="value">32 bytes.</param>
    /// <param name="proof">48 bytes.</param>
    public static bool TryProve(
        KzgSetup setup, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> point, Span<byte> value, Span<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentOutOfRangeException.ThrowIfNotEqual(value.Length, ElementBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(proof.Length, ProofBytes);
        if (!PolynomialKernel.IsSupported)
            return setup.Reference.TryProve(blob, point, value, proof);
        value.Clear();
        proof.Clear();
        return blob.Length == BlobBytes && KzgProver.TryProve(setup, blob, point, value, proof);
    }

    /// <summary>Proves that a blob belongs to its commitment, which the caller has computed.</summary>
    public static bool TryProveBlob(
        KzgSetup setup, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentOutOfRangeException.ThrowIfNotEqual(proof.Length, ProofBytes);
        if (!PolynomialKernel.IsSupported)
            return setup.Reference.TryProveBlob(blob, commitment, proof);
        proof.Clear();
        if (blob.Length != BlobBytes || Blst.DecodeP1(commitment, out _) != BlstError.Success)
            return false;
        Span<byte> challenge = stackalloc byte[ElementBytes];
        Span<byte> value = stackalloc byte[ElementBytes];
        KzgProver.Challenge(blob, commitment, challenge);
        return KzgProver.TryProve(setup, blob, challenge, value, proof);
    }

    /// <summary>Verifies one opening: the committed polynomial has this value at this point.</summary>
    public static bool Verify(
        KzgSetup setup,
        ReadOnlySpan<byte> commitment,
        ReadOnlySpan<byte> point,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> proof) =>
        commitment.Length == CommitmentBytes && KzgOpenings.Verify(setup, commitment, point, value, proof);

    /// <summary>Verifies that a blob belongs to its commitment.</summary>
    public static bool VerifyBlob(
        KzgSetup setup, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (!PolynomialKernel.IsSupported)
            return setup.Reference.VerifyBlob(blob, commitment, proof);
        if (blob.Length != BlobBytes || commitment.Length != CommitmentBytes)
            return false;
        Span<byte> challenge = stackalloc byte[ElementBytes];
        Span<byte> value = stackalloc byte[ElementBytes];
        KzgProver.Challenge(blob, commitment, challenge);
        return KzgProver.TryOpen(blob, challenge, value, default)
            && KzgOpenings.Verify(setup, commitment, challenge, value, proof);
    }

    /// <summary>Verifies n blobs, one after the other, against n commitments in one check. None: true.</summary>
    public static bool VerifyBlobs(
        KzgSetup setup, ReadOnlySpan<byte> blobs, ReadOnlySpan<byte> commitments, ReadOnlySpan<byte> proofs)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (!PolynomialKernel.IsSupported)
            return setup.Reference.VerifyBlobs(blobs, commitments, proofs);
        int count = commitments.Length / CommitmentBytes;
        if (commitments.Length != count * CommitmentBytes || blobs.Length != (long)count * BlobBytes)
            return false;
        byte[] points = ArrayPool<byte>.Shared.Rent(2 * count * ElementBytes);
        Span<byte> challenges = points.AsSpan(0, count * ElementBytes);
        Span<byte> values = points.AsSpan(challenges.Length, challenges.Length);
        bool ok = true;
        for (int index = 0; ok && index < count; index++)
        {
            ReadOnlySpan<byte> blob = blobs.Slice(index * BlobBytes, BlobBytes);
            Span<byte> challenge = challenges.Slice(index * ElementBytes, ElementBytes);
            KzgProver.Challenge(blob, commitments.Slice(index * CommitmentBytes, CommitmentBytes), challenge);
            ok = KzgProver.TryOpen(blob, challenge, values.Slice(index * ElementBytes, ElementBytes), default);
        }

        ok = ok && KzgOpenings.Verify(setup, commitments, challenges, values, proofs);
        ArrayPool<byte>.Shared.Return(points);
        return ok;
    }
}
