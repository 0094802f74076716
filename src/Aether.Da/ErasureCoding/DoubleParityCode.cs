using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Avx2Kernel = Aether.Da.ErasureCoding.DoubleParityKernel<
    Aether.Da.ErasureCoding.Gf256Avx2Lanes,
    System.Runtime.Intrinsics.Vector256<byte>,
    Aether.Da.ErasureCoding.NibbleProducts<System.Runtime.Intrinsics.Vector256<byte>>>;
using Avx512Kernel = Aether.Da.ErasureCoding.DoubleParityKernel<
    Aether.Da.ErasureCoding.Gf256Avx512Lanes,
    System.Runtime.Intrinsics.Vector512<byte>,
    Aether.Da.ErasureCoding.NibbleProducts<System.Runtime.Intrinsics.Vector512<byte>>>;
using Gfni256Kernel = Aether.Da.ErasureCoding.DoubleParityKernel<
    Aether.Da.ErasureCoding.Gf256Gfni256Lanes,
    System.Runtime.Intrinsics.Vector256<byte>,
    System.Runtime.Intrinsics.Vector256<byte>>;
using Gfni512Kernel = Aether.Da.ErasureCoding.DoubleParityKernel<
    Aether.Da.ErasureCoding.Gf256Gfni512Lanes,
    System.Runtime.Intrinsics.Vector512<byte>,
    System.Runtime.Intrinsics.Vector512<byte>>;
using ScalarKernel = Aether.Da.ErasureCoding.DoubleParityKernel<
    Aether.Da.ErasureCoding.Gf256ScalarLanes, byte, byte>;

namespace Aether.Da.ErasureCoding;

/// <summary>The 10+2 code over checked shapes: chooses the pattern of a loss and the instruction set.</summary>
internal static class DoubleParityCode
{
    private const uint AllShards = (1 << DoubleParityPattern.Shards) - 1;

    private const uint WeightedMask = 1 << DoubleParityPattern.Weighted;

    private const uint ParityMask = 1 << DoubleParityPattern.Sum | WeightedMask;

    /// <summary>Computes both parity shards.</summary>
    internal static void Encode(
        ref byte data, nuint stride, ref byte parity, nuint parityStride, nuint length, ErasureVariant variant)
    {
        ref byte weighted = ref Unsafe.Add(ref parity, parityStride);
        variant = ErasureVariants.Fit(variant, length);
        Combine(ref data, stride, DoubleParityPattern.Get(ParityMask), ref weighted, ref parity, length, variant);
    }

    /// <summary>Fills in at most two lost shards.</summary>
    /// <returns>False, and nothing is written, when more are lost.</returns>
    internal static bool TryRecover(
        ref byte shards, nuint stride, ulong presentMask, nuint length, ErasureVariant variant)
    {
        uint lost = AllShards & ~(uint)presentMask;
        if (BitOperations.PopCount(lost) > 2)
            return false;
        if (lost == 0)
            return true;
        variant = ErasureVariants.Fit(variant, length);
        if (!BitOperations.IsPow2(lost))
        {
            ReadOnlySpan<byte> pattern = DoubleParityPattern.Get(lost);
            ref byte weighted = ref Unsafe.Add(ref shards, stride * pattern[DoubleParityPattern.WeightedLost]);
            ref byte sum = ref Unsafe.Add(ref shards, stride * pattern[DoubleParityPattern.SummedLost]);
            Combine(ref shards, stride, pattern, ref weighted, ref sum, length, variant);
            return true;
        }

        int index = BitOperations.TrailingZeroCount(lost);
        ref byte shard = ref Unsafe.Add(ref shards, stride * (nuint)index);
        if (index == DoubleParityPattern.Weighted)
            Weigh(ref shards, stride, ref shard, length, variant);
        else
            Sum(ref shards, stride, DoubleParityPattern.Get(lost | WeightedMask), ref shard, length, variant);
        return true;
    }

    private static void Combine(
        ref byte shards,
        nuint stride,
        ReadOnlySpan<byte> pattern,
        ref byte weighted,
        ref byte sum,
        nuint length,
        ErasureVariant variant)
    {
        ref byte start = ref MemoryMarshal.GetReference(pattern);
        switch (variant)
        {
            case ErasureVariant.Gfni512:
                Gfni512Kernel.Combine(ref shards, stride, ref start, ref weighted, ref sum, length);
                break;
            case ErasureVariant.Gfni256:
                Gfni256Kernel.Combine(ref shards, stride, ref start, ref weighted, ref sum, length);
                break;
            case ErasureVariant.Avx512:
                Avx512Kernel.Combine(ref shards, stride, ref start, ref weighted, ref sum, length);
                break;
            case ErasureVariant.Avx2:
                Avx2Kernel.Combine(ref shards, stride, ref start, ref weighted, ref sum, length);
                break;
            default:
                ScalarKernel.Combine(ref shards, stride, ref start, ref weighted, ref sum, length);
                break;
        }
    }

    private static void Weigh(ref byte data, nuint stride, ref byte weighted, nuint length, ErasureVariant variant)
    {
        switch (variant)
        {
            case ErasureVariant.Gfni512:
                Gfni512Kernel.Weigh(ref data, stride, ref weighted, length);
                break;
            case ErasureVariant.Gfni256:
                Gfni256Kernel.Weigh(ref data, stride, ref weighted, length);
                break;
            case ErasureVariant.Avx512:
                Avx512Kernel.Weigh(ref data, stride, ref weighted, length);
                break;
            case ErasureVariant.Avx2:
                Avx2Kernel.Weigh(ref data, stride, ref weighted, length);
                break;
            default:
                ScalarKernel.Weigh(ref data, stride, ref weighted, length);
                break;
        }
    }

    // A loss together with that of Q lists the survivors of the sum: nine data shards and P, or all ten data shards.
    private static void Sum(
        ref byte shards,
        nuint stride,
        ReadOnlySpan<byte> pattern,
        ref byte sum,
        nuint length,
        ErasureVariant variant)
    {
        ref byte start = ref MemoryMarshal.GetReference(pattern);
        switch (variant)
        {
            case ErasureVariant.Gfni512 or ErasureVariant.Avx512:
                Avx512Kernel.Sum(ref shards, stride, ref start, ref sum, length);
                break;
            case ErasureVariant.Gfni256 or ErasureVariant.Avx2:
                Avx2Kernel.Sum(ref shards, stride, ref start, ref sum, length);
                break;
            default:
                ScalarKernel.Sum(ref shards, stride, ref start, ref sum, length);
                break;
        }
    }
}
