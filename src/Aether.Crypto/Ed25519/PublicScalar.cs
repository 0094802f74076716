namespace Aether.Crypto.Ed25519;

/// <summary>Multiplication by public scalars: variable time, for verification only.</summary>
/// <remarks>Source: Straus 1964 with non-adjacent forms: one chain of doublings shared by both terms.</remarks>
internal static class PublicScalar
{
    /// <summary>a P + b B, B the base point.</summary>
    internal static void MultiplyWithBase(
        out EdwardsPoint result, in Scalar a, in EdwardsPoint point, in Scalar b)
    {
        Span<sbyte> pointDigits = stackalloc sbyte[ScalarRecoding.NafDigits];
        Span<sbyte> baseDigits = stackalloc sbyte[ScalarRecoding.NafDigits];
        int length = Math.Max(
            ScalarRecoding.WriteNaf(in a, OddMultiples.Width, pointDigits),
            ScalarRecoding.WriteNaf(in b, BasePoint.NafWidth, baseDigits));
        OddMultiples table = default;
        OddMultiples.Fill(ref table, in point);

        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            int pointDigit = pointDigits[i];
            int baseDigit = baseDigits[i];
            EdwardsPoint.Double(ref sum, withT: i == 0 || (pointDigit | baseDigit) != 0);
            if (pointDigit != 0)
            {
                OddMultiples.AddDigit(ref sum, ref table, pointDigit);
            }

            if (baseDigit != 0)
            {
                BasePoint.AddDigit(ref sum, baseDigit);
            }
        }

        result = sum;
    }

    /// <summary>a P + b Q.</summary>
    internal static void MultiplyTwo(
        out EdwardsPoint result, in Scalar a, in EdwardsPoint p, in Scalar b, in EdwardsPoint q)
    {
        Span<sbyte> pDigits = stackalloc sbyte[ScalarRecoding.NafDigits];
        Span<sbyte> qDigits = stackalloc sbyte[ScalarRecoding.NafDigits];
        int length = Math.Max(
            ScalarRecoding.WriteNaf(in a, OddMultiples.Width, pDigits),
            ScalarRecoding.WriteNaf(in b, OddMultiples.Width, qDigits));
        OddMultiples pTable = default;
        OddMultiples qTable = default;
        OddMultiples.Fill(ref pTable, in p);
        OddMultiples.Fill(ref qTable, in q);

        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            int pDigit = pDigits[i];
            int qDigit = qDigits[i];
            EdwardsPoint.Double(ref sum, withT: i == 0 || (pDigit | qDigit) != 0);
            if (pDigit != 0)
            {
                OddMultiples.AddDigit(ref sum, ref pTable, pDigit);
            }

            if (qDigit != 0)
            {
                OddMultiples.AddDigit(ref sum, ref qTable, qDigit);
            }
        }

        result = sum;
    }
}
