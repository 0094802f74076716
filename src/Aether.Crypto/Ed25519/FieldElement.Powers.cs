namespace Aether.Crypto.Ed25519;

/// <summary>Inversion and square roots: fixed exponent chains.</summary>
internal partial struct FieldElement
{
    /// <summary>1/a, and 0 for a = 0, as a^(p - 2).</summary>
    internal static void Invert(out FieldElement result, in FieldElement a)
    {
        PowerChain(in a, out FieldElement a250, out FieldElement a11);
        SquareTimes(out a250, in a250, 5);
        Multiply(out result, in a250, in a11);
    }

    /// <summary>The non-negative square root of u/v, or of i u/v (i = sqrt(-1)) where u/v is not a square.</summary>
    /// <returns>True where u/v is a square; for v = 0 true only where u = 0, with root 0.</returns>
    /// <remarks>
    /// Variable time: for public values only. Source: RFC 8032 section 5.1.3 with the candidate
    /// u v^3 (u v^7)^((p - 5)/8); the second root is what Elligator 2 needs.
    /// </remarks>
    internal static bool TrySquareRootOfRatio(out FieldElement root, in FieldElement u, in FieldElement v)
    {
        Square(out FieldElement v3, in v);
        Multiply(out v3, in v3, in v);
        Square(out FieldElement v7, in v3);
        Multiply(out v7, in v7, in v);
        Multiply(out FieldElement candidate, in u, in v7);
        PowerP58(out candidate, in candidate);
        Multiply(out candidate, in candidate, in v3);
        Multiply(out candidate, in candidate, in u);

        Square(out FieldElement check, in candidate);
        Multiply(out check, in check, in v);
        Negate(out FieldElement minusU, in u);
        bool isRoot = AreEqual(in check, in u);
        bool isRootOfMinus = AreEqual(in check, in minusU);

        // check = -u, or -i u: one more factor i turns the candidate into the root of u/v, or of i u/v.
        bool needsFactor = isRootOfMinus || (!isRoot && IsMinusITimes(in check, in u));
        if (needsFactor)
        {
            Multiply(out candidate, in candidate, in CurveConstants.SquareRootOfMinusOne);
        }

        if (candidate.IsNegative)
        {
            Negate(out candidate, in candidate);
        }

        root = candidate;
        return isRoot || isRootOfMinus;
    }

    /// <summary>a^((p - 5)/8) = a^(2^252 - 3).</summary>
    internal static void PowerP58(out FieldElement result, in FieldElement a)
    {
        FieldElement one = a;
        PowerChain(in a, out FieldElement a250, out _);
        SquareTimes(out a250, in a250, 2);
        Multiply(out result, in a250, in one);
    }

    private static bool IsMinusITimes(in FieldElement check, in FieldElement u)
    {
        Multiply(out FieldElement iu, in u, in CurveConstants.SquareRootOfMinusOne);
        Negate(out iu, in iu);
        return AreEqual(in check, in iu);
    }

    /// <summary>a^(2^250 - 1) and a^11: the shared part of both exponents.</summary>
    private static void PowerChain(in FieldElement a, out FieldElement a250, out FieldElement a11)
    {
        Square(out FieldElement a2, in a);
        SquareTimes(out FieldElement a9, in a2, 2);
        Multiply(out a9, in a9, in a);
        Multiply(out a11, in a9, in a2);
        Square(out FieldElement t, in a11);
        Multiply(out FieldElement a5, in t, in a9);
        Extend(out FieldElement a10, in a5, 5, in a5);
        Extend(out FieldElement a20, in a10, 10, in a10);
        Extend(out FieldElement a40, in a20, 20, in a20);
        Extend(out FieldElement a50, in a40, 10, in a10);
        Extend(out FieldElement a100, in a50, 50, in a50);
        Extend(out FieldElement a200, in a100, 100, in a100);
        Extend(out a250, in a200, 50, in a50);
    }

    /// <summary>From a^(2^m - 1) and a^(2^n - 1): a^(2^(m + n) - 1).</summary>
    private static void Extend(out FieldElement result, in FieldElement high, int shift, in FieldElement low)
    {
        SquareTimes(out FieldElement t, in high, shift);
        Multiply(out result, in t, in low);
    }
}
