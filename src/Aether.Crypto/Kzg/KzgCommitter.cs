using System.Buffers;
using Aether.Native.Bls;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>Sums of elements times Lagrange points: what a commitment and a proof are.</summary>
/// <remarks>Elements that are missing at the end count as zero and cost nothing.</remarks>
internal static class KzgCommitter
{
    // Below it the tables' fixed share, which does not shrink with the elements, exceeds the whole sum by buckets.
    private const int LeastForTables = 8;

    /// <summary>True where a variant can run here.</summary>
    internal static bool IsSupported(KzgVariant variant) =>
        variant != KzgVariant.FixedBase || FixedBaseTable.IsSupported;

    /// <summary>The fastest variant here.</summary>
    internal static KzgVariant Best(int elementCount) =>
        elementCount >= LeastForTables && FixedBaseTable.IsSupported ? KzgVariant.FixedBase : KzgVariant.Pippenger;

    /// <summary>Commits to up to 4096 elements. False, and cleared output, for other lengths or contents.</summary>
    internal static bool TryCommit(
        KzgSetup setup, ReadOnlySpan<byte> elements, Span<byte> commitment, KzgVariant variant)
    {
        commitment.Clear();
        int count = elements.Length / Kzg.ElementBytes;
        if (count > Kzg.ElementCount || elements.Length != count * Kzg.ElementBytes)
            return false;
        return variant switch
        {
            KzgVariant.Reference => TryCommitReference(setup, elements, commitment),
            KzgVariant.FixedBase when count > 0 => TryCommitFixedBase(setup, elements, commitment),
            _ => TryCommitPippenger(setup, elements, commitment),
        };
    }

    private static bool TryCommitReference(KzgSetup setup, ReadOnlySpan<byte> elements, Span<byte> commitment)
    {
        if (elements.Length == Kzg.BlobBytes)
            return setup.Reference.TryCommit(elements, commitment);
        byte[] blob = ArrayPool<byte>.Shared.Rent(Kzg.BlobBytes);
        elements.CopyTo(blob);
        blob.AsSpan(elements.Length).Clear();
        bool ok = setup.Reference.TryCommit(blob.AsSpan(0, Kzg.BlobBytes), commitment);
        ArrayPool<byte>.Shared.Return(blob);
        return ok;
    }

    private static bool TryCommitPippenger(KzgSetup setup, ReadOnlySpan<byte> elements, Span<byte> commitment)
    {
        int count = elements.Length / Kzg.ElementBytes;
        BlstScalar[] scalars = ArrayPool<BlstScalar>.Shared.Rent(Math.Max(count, 1));
        bool ok = true;
        for (int index = 0; ok && index < count; index++)
        {
            ReadOnlySpan<byte> element = elements.Slice(index * Kzg.ElementBytes, Kzg.ElementBytes);
            ok = BlstField.TryRead(element, out BlstFr value);
            scalars[index] = BlstField.ToScalar(value);
        }

        if (ok)
        {
            BlstP1 sum = BlstG1Sum.Multiply(setup.Lagrange.AsSpan(0, count), scalars.AsSpan(0, count));
            Blst.Encode(BlstG1Sum.ToAffine(sum), commitment);
        }

        ArrayPool<BlstScalar>.Shared.Return(scalars);
        return ok;
    }

    private static bool TryCommitFixedBase(KzgSetup setup, ReadOnlySpan<byte> elements, Span<byte> commitment)
    {
        Span<byte> sum = stackalloc byte[FixedBaseTable.PointBytes];
        switch (setup.Tables.Sum(elements, sum))
        {
            case FixedBaseStatus.Ok when BlstG1Sum.TryReadUncompressed(sum, out BlstP1Affine point):
                Blst.Encode(point, commitment);
                return true;
            case FixedBaseStatus.Infinity:
                Blst.Encode(default(BlstP1Affine), commitment);
                return true;
            case FixedBaseStatus.BadScalar:
                return false;
            default:
                return TryCommitPippenger(setup, elements, commitment);
        }
    }
}
