using Aether.Crypto.Ed25519;

namespace Aether.KernelBench.Differential;

/// <summary>Points and encodings that honest signers never use.</summary>
internal static class OddPoints
{
    private const int SmallOrderPoints = 8;
    private const byte SignBit = 0x80;

    /// <summary>The eight points of small order: multiples of one of order eight, the identity first.</summary>
    public static EdwardsPoint[] SmallOrder { get; } = ComputeSmallOrder();

    /// <summary>Their canonical encodings, then every other encoding that decodes to one of them.</summary>
    public static byte[][] SmallOrderEncodings { get; } = ComputeSmallOrderEncodings();

    /// <summary>Encodings with y at or above p that decode to points of large order.</summary>
    public static byte[][] NonCanonicalEncodings { get; } =
        [.. HighEncodings().Where(e => EdwardsPoint.TryDecodePermissive(e, out EdwardsPoint p) && !p.IsSmallOrder)];

    private static EdwardsPoint[] ComputeSmallOrder()
    {
        byte[] encoded = Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        if (!EdwardsPoint.TryDecodeStrict(encoded, out EdwardsPoint generator))
            throw new InvalidOperationException("the point of order eight does not decode");
        CachedPoint.From(out CachedPoint step, in generator);
        EdwardsPoint[] points = new EdwardsPoint[SmallOrderPoints];
        points[0] = EdwardsPoint.Identity;
        for (int i = 1; i < points.Length; i++)
        {
            points[i] = points[i - 1];
            EdwardsPoint.Add(ref points[i], in step);
        }

        return points;
    }

    private static byte[][] ComputeSmallOrderEncodings()
    {
        List<byte[]> encodings = [];
        foreach (EdwardsPoint point in SmallOrder)
            encodings.Add(Encode(in point));

        // The sign of x = 0 set: y = 1 and y = -1.
        foreach (byte[] canonical in new[] { encodings[0], encodings[4] })
            encodings.Add([.. canonical[..^1], (byte)(canonical[^1] | SignBit)]);
        encodings.AddRange(
            HighEncodings().Where(e => EdwardsPoint.TryDecodePermissive(e, out EdwardsPoint p) && p.IsSmallOrder));
        return [.. encodings];
    }

    /// <summary>All encodings with y in [p, 2^255), each with both signs.</summary>
    private static IEnumerable<byte[]> HighEncodings()
    {
        const int FirstLowByte = 0xed;
        for (int low = FirstLowByte; low <= byte.MaxValue; low++)
        {
            byte[] encoding = new byte[EdwardsPoint.Bytes];
            encoding.AsSpan().Fill(byte.MaxValue);
            encoding[0] = (byte)low;
            encoding[^1] = 0x7f;
            yield return encoding;
            yield return [.. encoding[..^1], byte.MaxValue];
        }
    }

    internal static byte[] Encode(in EdwardsPoint point)
    {
        byte[] encoding = new byte[EdwardsPoint.Bytes];
        point.CopyTo(encoding);
        return encoding;
    }
}
