using System.Buffers;
using Aether.Native.Bls;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Sums of multiples of points of G1.</summary>
/// <remarks>Threads: pure functions. Variable time: for public scalars only.</remarks>
// SAFETY: lengths are checked first; the pointer lists name the first item of a pinned span, and a null second entry
// says that the items follow each other; the scratch has the size that blst asks for.
public static unsafe class BlstG1Sum
{
    private const int ScalarBits = 255;

    /// <summary>The generator of G1.</summary>
    public static BlstP1Affine Generator => *CkzgMethods.blst_p1_affine_generator();

    /// <summary>The sum of <paramref name="scalars"/>[i] x <paramref name="points"/>[i], by Pippenger's
    /// buckets.</summary>
    /// <param name="points">Points, none of them infinity: the bucket sums do not expect it.</param>
    /// <param name="scalars">One for each point, canonical.</param>
    /// <remarks>Cost: scratch from the shared pool; no allocation once it is warm.</remarks>
    public static BlstP1 Multiply(ReadOnlySpan<BlstP1Affine> points, ReadOnlySpan<BlstScalar> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length);
        BlstP1 sum = default;
        if (points.IsEmpty)
            return sum;
        nuint scratchBytes = CkzgMethods.blst_p1s_mult_pippenger_scratch_sizeof((nuint)points.Length);
        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(checked((int)(scratchBytes / sizeof(ulong)) + 1));
        fixed (BlstP1Affine* p = points)
        fixed (BlstScalar* s = scalars)
        fixed (ulong* work = scratch)
        {
            BlstP1Affine** pointList = stackalloc BlstP1Affine*[] { p, null };
            byte** scalarList = stackalloc byte*[] { (byte*)s, null };
            CkzgMethods.blst_p1s_mult_pippenger(
                &sum, pointList, (nuint)points.Length, scalarList, ScalarBits, work);
        }

        ArrayPool<ulong>.Shared.Return(scratch);
        return sum;
    }

    /// <summary>The sum of two points; equal points and infinity on either side are handled.</summary>
    public static BlstP1 Add(in BlstP1 left, in BlstP1Affine right)
    {
        BlstP1 sum;
        fixed (BlstP1* l = &left)
        fixed (BlstP1Affine* r = &right)
            BlstMethods.blst_p1_add_or_double_affine(&sum, l, r);
        return sum;
    }

    /// <summary>The point with the opposite sign.</summary>
    public static BlstP1 Negate(in BlstP1 point)
    {
        BlstP1 result = point;
        CkzgMethods.blst_p1_cneg(&result, 1);
        return result;
    }

    /// <summary>Converts to affine coordinates.</summary>
    public static BlstP1Affine ToAffine(in BlstP1 point)
    {
        BlstP1Affine affine;
        fixed (BlstP1* p = &point)
            BlstMethods.blst_p1_to_affine(&affine, p);
        return affine;
    }

    /// <summary>Reads 96 uncompressed bytes and checks that the point is on the curve.</summary>
    public static bool TryReadUncompressed(ReadOnlySpan<byte> bytes, out BlstP1Affine point)
    {
        point = default;
        if (bytes.Length != 2 * Blst.P1Bytes)
            return false;
        fixed (byte* b = bytes)
        fixed (BlstP1Affine* p = &point)
            return (BlstError)BlstMethods.blst_p1_deserialize(p, b) == BlstError.Success;
    }
}
