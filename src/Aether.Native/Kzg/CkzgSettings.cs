using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>A trusted setup that c-kzg has loaded, with the calls that need one.</summary>
/// <remarks>
/// Shape: blobs are 4096 x 32 bytes, big-endian, each below the group order; commitments and proofs 48 bytes; points
/// and values 32 bytes. Wrong lengths and bad content return false and leave outputs cleared.
/// <para>Threads: immutable, any number of callers. Cost: no managed allocation; about 4 MiB native and 2 s to load.
/// </para>
/// <para>Source: EIP-4844, consensus-specs deneb/polynomial-commitments.md.</para>
/// </remarks>
// SAFETY: every method checks span lengths first and pins spans for one native call, during which the marshaller holds
// a reference on the handle, whose memory never moves.
public sealed unsafe class CkzgSettings : IDisposable
{
    /// <summary>Field elements of a blob, and G1 points of either form in a setup.</summary>
    public const int ElementCount = 4096;

    /// <summary>G2 points in a setup.</summary>
    public const int G2Count = 65;

    /// <summary>Bytes of a field element.</summary>
    public const int ElementBytes = 32;

    /// <summary>Bytes of a blob.</summary>
    public const int BlobBytes = ElementCount * ElementBytes;

    /// <summary>Bytes of a compressed G1 point: a commitment or a proof.</summary>
    public const int G1Bytes = 48;

    /// <summary>Bytes of a compressed G2 point.</summary>
    public const int G2Bytes = 96;

    // KZGSettings is ten words; the surplus is for a later c-kzg.
    private const int StructBytes = 256;

    private readonly CkzgHandle _handle;

    private CkzgSettings(nint settings) => _handle = new CkzgHandle(settings);

    /// <summary>Loads a setup from compressed points in the ceremony's order: Lagrange points not
    /// bit-reversed.</summary>
    /// <returns>False for wrong lengths, bad points, and a setup whose Lagrange points are monomial ones.</returns>
    public static bool TryLoad(
        ReadOnlySpan<byte> g1Monomial,
        ReadOnlySpan<byte> g1Lagrange,
        ReadOnlySpan<byte> g2Monomial,
        [NotNullWhen(true)] out CkzgSettings? settings,
        out CkzgStatus status)
    {
        settings = null;
        status = CkzgStatus.BadArguments;
        if (g1Monomial.Length != ElementCount * G1Bytes
            || g1Lagrange.Length != ElementCount * G1Bytes
            || g2Monomial.Length != G2Count * G2Bytes)
        {
            return false;
        }

        void* memory = NativeMemory.AllocZeroed(StructBytes);
        fixed (byte* monomial = g1Monomial, lagrange = g1Lagrange, g2 = g2Monomial)
        {
            status = (CkzgStatus)CkzgMethods.load_trusted_setup(
                memory,
                monomial,
                (ulong)g1Monomial.Length,
                lagrange,
                (ulong)g1Lagrange.Length,
                g2,
                (ulong)g2Monomial.Length,
                0);
        }

        if (status != CkzgStatus.Ok)
        {
            // A failed load has freed its parts.
            NativeMemory.Free(memory);
            return false;
        }

        settings = new CkzgSettings((nint)memory);
        return true;
    }

    /// <summary>Commits to a blob.</summary>
    public bool TryCommit(ReadOnlySpan<byte> blob, Span<byte> commitment)
    {
        commitment.Clear();
        if (blob.Length != BlobBytes || commitment.Length != G1Bytes)
            return false;
        fixed (byte* b = blob, c = commitment)
            return CkzgMethods.blob_to_kzg_commitment(c, b, _handle) == (int)CkzgStatus.Ok;
    }

    /// <summary>Opens a blob's polynomial at a point: its value there and the proof.</summary>
    public bool TryProve(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> point, Span<byte> value, Span<byte> proof)
    {
        value.Clear();
        proof.Clear();
        if (blob.Length != BlobBytes
            || point.Length != ElementBytes
            || value.Length != ElementBytes
            || proof.Length != G1Bytes)
        {
            return false;
        }

        fixed (byte* b = blob, z = point, y = value, p = proof)
            return CkzgMethods.compute_kzg_proof(p, y, b, z, _handle) == (int)CkzgStatus.Ok;
    }

    /// <summary>Proves that a blob belongs to its commitment. The commitment is not recomputed.</summary>
    public bool TryProveBlob(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> proof)
    {
        proof.Clear();
        if (blob.Length != BlobBytes || commitment.Length != G1Bytes || proof.Length != G1Bytes)
            return false;
        fixed (byte* b = blob, c = commitment, p = proof)
            return CkzgMethods.compute_blob_kzg_proof(p, b, c, _handle) == (int)CkzgStatus.Ok;
    }

    /// <summary>Verifies one opening.</summary>
    public bool Verify(
        ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> point, ReadOnlySpan<byte> value, ReadOnlySpan<byte> proof)
    {
        if (commitment.Length != G1Bytes
            || point.Length != ElementBytes
            || value.Length != ElementBytes
            || proof.Length != G1Bytes)
        {
            return false;
        }

        byte ok = 0;
        fixed (byte* c = commitment, z = point, y = value, p = proof)
            return CkzgMethods.verify_kzg_proof(&ok, c, z, y, p, _handle) == (int)CkzgStatus.Ok && ok == 1;
    }

    /// <summary>Verifies that a blob belongs to its commitment.</summary>
    public bool VerifyBlob(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> proof)
    {
        if (blob.Length != BlobBytes || commitment.Length != G1Bytes || proof.Length != G1Bytes)
            return false;
        byte ok = 0;
        fixed (byte* b = blob, c = commitment, p = proof)
            return CkzgMethods.verify_blob_kzg_proof(&ok, b, c, p, _handle) == (int)CkzgStatus.Ok && ok == 1;
    }

    /// <summary>Verifies n blobs against n commitments with one pairing check. None: true.</summary>
    public bool VerifyBlobs(ReadOnlySpan<byte> blobs, ReadOnlySpan<byte> commitments, ReadOnlySpan<byte> proofs)
    {
        int count = commitments.Length / G1Bytes;
        if (commitments.Length != count * G1Bytes
            || proofs.Length != commitments.Length
            || blobs.Length != (long)count * BlobBytes)
        {
            return false;
        }

        byte ok = 0;
        fixed (byte* b = blobs, c = commitments, p = proofs)
        {
            int status = CkzgMethods.verify_blob_kzg_proof_batch(&ok, b, c, p, (ulong)count, _handle);
            return status == (int)CkzgStatus.Ok && ok == 1;
        }
    }

    /// <summary>Frees the setup once the calls in progress have returned.</summary>
    public void Dispose() => _handle.Dispose();
}
