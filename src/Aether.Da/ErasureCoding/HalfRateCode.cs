using System.Numerics;
using System.Runtime.InteropServices;
using Avx2Codec = Aether.Da.ErasureCoding.HalfRateCodec<
    Aether.Da.ErasureCoding.Gf256Avx2Lanes,
    System.Runtime.Intrinsics.Vector256<byte>,
    Aether.Da.ErasureCoding.NibbleProducts<System.Runtime.Intrinsics.Vector256<byte>>>;
using Avx512Codec = Aether.Da.ErasureCoding.HalfRateCodec<
    Aether.Da.ErasureCoding.Gf256Avx512Lanes,
    System.Runtime.Intrinsics.Vector512<byte>,
    Aether.Da.ErasureCoding.NibbleProducts<System.Runtime.Intrinsics.Vector512<byte>>>;
using Gfni256Codec = Aether.Da.ErasureCoding.HalfRateCodec<
    Aether.Da.ErasureCoding.Gf256Gfni256Lanes,
    System.Runtime.Intrinsics.Vector256<byte>,
    System.Runtime.Intrinsics.Vector256<byte>>;
using Gfni512Codec = Aether.Da.ErasureCoding.HalfRateCodec<
    Aether.Da.ErasureCoding.Gf256Gfni512Lanes,
    System.Runtime.Intrinsics.Vector512<byte>,
    System.Runtime.Intrinsics.Vector512<byte>>;
using ScalarCodec = Aether.Da.ErasureCoding.HalfRateCodec<
    Aether.Da.ErasureCoding.Gf256ScalarLanes, byte, byte>;

namespace Aether.Da.ErasureCoding;

/// <summary>The 32+32 code over checked shapes: chooses the instruction set.</summary>
internal static class HalfRateCode
{
    /// <summary>Shards of data, and as many of parity.</summary>
    internal const int DataShards = 32;

    // Measured at 1 KiB: beyond this many, a transform of the recovered data costs less than their sums.
    private const int MaxSummedParity = 8;

    /// <summary>Computes the parity shards.</summary>
    internal static void Encode(
        ref byte data, nuint stride, ref byte parity, nuint parityStride, nuint length, ErasureVariant variant)
    {
        switch (ErasureVariants.Fit(variant, length))
        {
            case ErasureVariant.Gfni512:
                Gfni512Codec.Encode(ref data, stride, ref parity, parityStride, length);
                break;
            case ErasureVariant.Gfni256:
                Gfni256Codec.Encode(ref data, stride, ref parity, parityStride, length);
                break;
            case ErasureVariant.Avx512:
                Avx512Codec.Encode(ref data, stride, ref parity, parityStride, length);
                break;
            case ErasureVariant.Avx2:
                Avx2Codec.Encode(ref data, stride, ref parity, parityStride, length);
                break;
            default:
                ScalarCodec.Encode(ref data, stride, ref parity, parityStride, length);
                break;
        }
    }

    /// <summary>Fills in at most 32 lost shards.</summary>
    /// <returns>False, and nothing is written, when more are lost.</returns>
    internal static bool TryRecover(
        ref byte shards, nuint stride, ulong presentMask, nuint length, ErasureVariant variant)
    {
        if (BitOperations.PopCount(presentMask) < DataShards)
            return false;
        if (presentMask == ulong.MaxValue)
            return true;
        variant = ErasureVariants.Fit(variant, length);
        uint lostData = ~(uint)presentMask, lostParity = ~(uint)(presentMask >> DataShards);
        bool isTransformed = BitOperations.PopCount(lostParity) > MaxSummedParity;
        ulong summed = isTransformed ? lostData : ~presentMask;
        if (summed != 0)
            Combine(ref shards, stride, summed, presentMask, length, variant);
        if (isTransformed)
            EncodeSome(ref shards, stride, lostParity, length, variant);
        return true;
    }

    private static void Combine(
        ref byte shards, nuint stride, ulong summed, ulong presentMask, nuint length, ErasureVariant variant)
    {
        ref byte plan = ref MemoryMarshal.GetReference(HalfRatePlans.Current.Get(presentMask));
        switch (variant)
        {
            case ErasureVariant.Gfni512:
                Gfni512Codec.Combine(ref shards, stride, summed, ref plan, length);
                break;
            case ErasureVariant.Gfni256:
                Gfni256Codec.Combine(ref shards, stride, summed, ref plan, length);
                break;
            case ErasureVariant.Avx512:
                Avx512Codec.Combine(ref shards, stride, summed, ref plan, length);
                break;
            case ErasureVariant.Avx2:
                Avx2Codec.Combine(ref shards, stride, summed, ref plan, length);
                break;
            default:
                ScalarCodec.Combine(ref shards, stride, summed, ref plan, length);
                break;
        }
    }

    private static void EncodeSome(
        ref byte shards, nuint stride, uint parityMask, nuint length, ErasureVariant variant)
    {
        switch (variant)
        {
            case ErasureVariant.Gfni512:
                Gfni512Codec.EncodeSome(ref shards, stride, parityMask, length);
                break;
            case ErasureVariant.Gfni256:
                Gfni256Codec.EncodeSome(ref shards, stride, parityMask, length);
                break;
            case ErasureVariant.Avx512:
                Avx512Codec.EncodeSome(ref shards, stride, parityMask, length);
                break;
            case ErasureVariant.Avx2:
                Avx2Codec.EncodeSome(ref shards, stride, parityMask, length);
                break;
            default:
                ScalarCodec.EncodeSome(ref shards, stride, parityMask, length);
                break;
        }
    }
}
