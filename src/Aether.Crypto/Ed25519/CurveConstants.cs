using Aether.Core.Diagnostics;

namespace Aether.Crypto.Ed25519;

/// <summary>Constants of edwards25519 and curve25519, computed from their definitions.</summary>
internal static class CurveConstants
{
    /// <summary>i = 2^((p - 1)/4): 2 is not a square modulo p, so its square is -1.</summary>
    internal static readonly FieldElement SquareRootOfMinusOne = ComputeSquareRootOfMinusOne();

    /// <summary>d = -121665/121666 of the curve -x^2 + y^2 = 1 + d x^2 y^2.</summary>
    internal static readonly FieldElement D = ComputeD();

    internal static readonly FieldElement TwoD = ComputeTwoD();

    /// <summary>The even square root of -(J + 2) = -486664: the scale between curve25519 and edwards25519.</summary>
    internal static readonly FieldElement MontgomeryScale = ComputeMontgomeryScale();

    /// <summary>1 - i, a square root of -2 i = 2/i.</summary>
    internal static readonly FieldElement OneMinusI = ComputeOneMinusI();

    /// <summary>J of curve25519: y^2 = x^3 + J x^2 + x.</summary>
    internal static readonly FieldElement MontgomeryJ = FieldElement.FromSmall(486662);

    private static FieldElement ComputeSquareRootOfMinusOne()
    {
        // (p - 1)/4 = 2 (p - 5)/8 + 1.
        FieldElement two = FieldElement.FromSmall(2);
        FieldElement.PowerP58(out FieldElement r, in two);
        FieldElement.Square(out r, in r);
        FieldElement.Multiply(out r, in r, in two);
        return r;
    }

    private static FieldElement ComputeD()
    {
        FieldElement numerator = FieldElement.FromSmall(121665);
        FieldElement denominator = FieldElement.FromSmall(121666);
        FieldElement.Invert(out denominator, in denominator);
        FieldElement.Multiply(out FieldElement r, in numerator, in denominator);
        FieldElement.Negate(out r, in r);
        return r;
    }

    private static FieldElement ComputeTwoD()
    {
        FieldElement.Add(out FieldElement r, in D, in D);
        FieldElement.Carry(out r, in r);
        return r;
    }

    private static FieldElement ComputeMontgomeryScale()
    {
        FieldElement value = FieldElement.FromSmall(486664);
        FieldElement.Negate(out value, in value);
        FieldElement one = FieldElement.One;
        bool isSquare = FieldElement.TrySquareRootOfRatio(out FieldElement r, in value, in one);
        Check.That(isSquare);
        return r;
    }

    private static FieldElement ComputeOneMinusI()
    {
        FieldElement one = FieldElement.One;
        FieldElement.Subtract(out FieldElement r, in one, in SquareRootOfMinusOne);
        FieldElement.Carry(out r, in r);
        return r;
    }
}
