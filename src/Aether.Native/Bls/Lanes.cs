using Aether.Native.Interop;

namespace Aether.Native.Bls;

/// <summary>Decodes many compressed points at once, with curve and subgroup checks.</summary>
/// <remarks>
/// Points and verdicts do not depend on the variant: a lane that its formulas cannot decide is decoded again by blst.
/// <para>Threads: pure functions. Cost: no allocation; see <c>native/include/aether_bls_lanes.h</c>. Inputs are
/// public, and the running time depends on them.</para>
/// <para>Source: ZCash point encoding; subgroup check by the endomorphism psi (Scott, ePrint 2021/1130).</para>
/// </remarks>
// SAFETY: lengths are checked before any pointer is taken, and spans are pinned for exactly one native call.
public static unsafe class Lanes
{
    private static readonly bool s_hasIfma = CpuFeatures.HasIfma;

    /// <summary>The fastest variant that this processor runs.</summary>
    public static LanesVariant Best => s_hasIfma ? LanesVariant.Ifma : LanesVariant.Blst;

    /// <summary>Whether this process can run a variant.</summary>
    public static bool IsSupported(LanesVariant variant) => variant switch
    {
        LanesVariant.Ifma => s_hasIfma,
        LanesVariant.Blst => Blst.IsSupported,
        _ => false,
    };

    /// <summary>Decodes n compressed points of G2 by the fastest variant.</summary>
    /// <param name="compressed">n x 96 bytes.</param>
    /// <param name="points">n points; all zero where the status is not <see cref="LanesStatus.Ok"/>.</param>
    /// <param name="status">n codes.</param>
    public static void DecodeP2(
        ReadOnlySpan<byte> compressed, Span<BlstP2Affine> points, Span<LanesStatus> status) =>
        DecodeP2(compressed, points, status, Best);

    /// <summary>Decodes n compressed points of G2 by a given variant.</summary>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public static void DecodeP2(
        ReadOnlySpan<byte> compressed,
        Span<BlstP2Affine> points,
        Span<LanesStatus> status,
        LanesVariant variant)
    {
        int count = status.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(compressed.Length, count * (long)Blst.P2Bytes);
        if (!IsSupported(variant))
            throw new PlatformNotSupportedException($"variant {variant} of BLS decoding does not run here");

        if (variant == LanesVariant.Ifma)
        {
            fixed (byte* c = compressed)
            fixed (BlstP2Affine* p = points)
            fixed (LanesStatus* s = status)
                BlsLanesMethods.aether_bls_g2_decode_ifma(c, (nuint)count, p, s);
        }

        for (int index = 0; index < count; index++)
        {
            if (variant == LanesVariant.Blst || status[index] == LanesStatus.Undecided)
            {
                ReadOnlySpan<byte> bytes = compressed.Slice(index * Blst.P2Bytes, Blst.P2Bytes);
                status[index] = DecodeOne(bytes, out points[index]);
            }
        }
    }

    private static LanesStatus DecodeOne(ReadOnlySpan<byte> bytes, out BlstP2Affine point)
    {
        BlstError error = Blst.DecodeP2(bytes, out point);
        if (error == BlstError.Success)
            return Blst.IsInfinity(point) ? LanesStatus.Infinity : LanesStatus.Ok;

        point = default;
        return (LanesStatus)error;
    }
}
