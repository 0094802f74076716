using Aether.Crypto.Ed25519;

namespace Aether.Crypto.Vrf;

/// <summary>The Elligator 2 maps of RFC 9380 (section 6.7.1, appendix D.1) and hashing to edwards25519.</summary>
/// <remarks>Variable time: the inputs of a VRF are public.</remarks>
internal static class Elligator2
{
    /// <summary>Bytes of uniform input per field element (L of the suite).</summary>
    internal const int UniformBytes = 48;

    /// <summary>encode_to_curve: one map, then the cofactor (nonuniform, suites ending in NU_).</summary>
    internal static void EncodeToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, out EdwardsPoint point)
    {
        Span<byte> uniform = stackalloc byte[UniformBytes];
        ExpandMessage.Xmd(message, tag, uniform);
        FieldElement u = FieldElement.FromWideBigEndian(uniform);
        MapToEdwards(in u, out point);
        EdwardsPoint.MultiplyByCofactor(ref point);
    }

    /// <summary>hash_to_curve: the sum of two maps, then the cofactor (random oracle, suites ending in RO_).</summary>
    internal static void HashToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, out EdwardsPoint point)
    {
        Span<byte> uniform = stackalloc byte[2 * UniformBytes];
        ExpandMessage.Xmd(message, tag, uniform);
        FieldElement u0 = FieldElement.FromWideBigEndian(uniform);
        FieldElement u1 = FieldElement.FromWideBigEndian(uniform[UniformBytes..]);
        MapToEdwards(in u0, out point);
        MapToEdwards(in u1, out EdwardsPoint second);
        CachedPoint.From(out CachedPoint cached, in second);
        EdwardsPoint.Add(ref point, in cached);
        EdwardsPoint.MultiplyByCofactor(ref point);
    }

    /// <summary>map_to_curve_elligator2_edwards25519, without clearing the cofactor.</summary>
    /// <remarks>
    /// (x, y) of curve25519 goes to (c x / y, (x - 1)/(x + 1)); where a denominator is zero, to the identity.
    /// </remarks>
    internal static void MapToEdwards(in FieldElement u, out EdwardsPoint point)
    {
        MapToMontgomery(in u, out FieldElement xn, out FieldElement xd, out FieldElement y);
        FieldElement.Multiply(out FieldElement cx, in xn, in CurveConstants.MontgomeryScale);
        FieldElement.Multiply(out FieldElement xdy, in xd, in y);
        FieldElement.Add(out FieldElement sum, in xn, in xd);
        FieldElement.Subtract(out FieldElement difference, in xn, in xd);
        FieldElement.Multiply(out FieldElement z, in xdy, in sum);
        if (z.IsZero)
        {
            point = EdwardsPoint.Identity;
            return;
        }

        point.Z = z;
        FieldElement.Multiply(out point.X, in cx, in sum);
        FieldElement.Multiply(out point.Y, in difference, in xdy);
        FieldElement.Multiply(out point.T, in cx, in difference);
    }

    /// <summary>map_to_curve_elligator2_curve25519: the point (xn/xd, y), with J = 486662 and Z = 2.</summary>
    /// <remarks>
    /// x1 = -J/(1 + 2 u^2), whose denominator is never zero because -1/2 is not a square. Where g(x1) is not a square,
    /// x2 = -x1 - J = 2 u^2 x1 and g(x2) = 2 u^2 g(x1); the root of i g(x1) that the failed attempt leaves gives
    /// sqrt(g(x2)) = u sqrt(i g(x1)) sqrt(2/i), and sqrt(2/i) = 1 - i. Signs: y odd for x1, even for x2.
    /// </remarks>
    internal static void MapToMontgomery(
        in FieldElement u, out FieldElement xn, out FieldElement xd, out FieldElement y)
    {
        FieldElement one = FieldElement.One;
        FieldElement.Square(out FieldElement twoUU, in u);
        FieldElement.Add(out twoUU, in twoUU, in twoUU);
        FieldElement.Add(out xd, in twoUU, in one);
        FieldElement.Carry(out xd, in xd);
        FieldElement.Negate(out xn, in CurveConstants.MontgomeryJ);
        EvaluateCurve(in xn, in xd, out FieldElement numerator, out FieldElement denominator);
        bool isSquare = FieldElement.TrySquareRootOfRatio(out y, in numerator, in denominator);
        if (!isSquare)
        {
            FieldElement.Multiply(out xn, in xn, in twoUU);
            FieldElement.Multiply(out y, in y, in u);
            FieldElement.Multiply(out y, in y, in CurveConstants.OneMinusI);
        }

        if (y.IsNegative != isSquare)
        {
            FieldElement.Negate(out y, in y);
        }
    }

    /// <summary>g(xn/xd) = x^3 + J x^2 + x as the ratio of xn^3 + J xn^2 xd + xn xd^2 and xd^3.</summary>
    internal static void EvaluateCurve(
        in FieldElement xn, in FieldElement xd, out FieldElement numerator, out FieldElement denominator)
    {
        FieldElement.Square(out FieldElement xdxd, in xd);
        FieldElement.Multiply(out FieldElement jxd, in xd, in CurveConstants.MontgomeryJ);
        FieldElement.Add(out FieldElement inner, in xn, in jxd);
        FieldElement.Multiply(out inner, in inner, in xn);
        FieldElement.Add(out inner, in inner, in xdxd);
        FieldElement.Multiply(out numerator, in inner, in xn);
        FieldElement.Multiply(out denominator, in xdxd, in xd);
    }
}
