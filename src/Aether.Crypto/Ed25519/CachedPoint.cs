using System.Runtime.CompilerServices;

namespace Aether.Crypto.Ed25519;

/// <summary>A point prepared as the second operand of an addition: (Y + X, Y - X, 2 Z, 2 d T).</summary>
internal struct CachedPoint
{
    internal FieldElement YPlusX;
    internal FieldElement YMinusX;
    internal FieldElement TwoZ;
    internal FieldElement TwoDT;

    internal static CachedPoint Identity => new()
    {
        YPlusX = FieldElement.One,
        YMinusX = FieldElement.One,
        TwoZ = FieldElement.FromSmall(2),
    };

    internal static void From(out CachedPoint result, in EdwardsPoint point)
    {
        FieldElement.Add(out result.YPlusX, in point.Y, in point.X);
        FieldElement.Subtract(out result.YMinusX, in point.Y, in point.X);
        FieldElement.Add(out result.TwoZ, in point.Z, in point.Z);
        FieldElement.Multiply(out result.TwoDT, in point.T, in CurveConstants.TwoD);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ConditionalAssign(ref CachedPoint target, in CachedPoint source, ulong mask)
    {
        FieldElement.ConditionalAssign(ref target.YPlusX, in source.YPlusX, mask);
        FieldElement.ConditionalAssign(ref target.YMinusX, in source.YMinusX, mask);
        FieldElement.ConditionalAssign(ref target.TwoZ, in source.TwoZ, mask);
        FieldElement.ConditionalAssign(ref target.TwoDT, in source.TwoDT, mask);
    }

    /// <summary>Replaces the point by its negative where the mask is all ones; no branch on the mask.</summary>
    internal static void ConditionalNegate(ref CachedPoint target, ulong mask)
    {
        FieldElement plus = target.YPlusX;
        FieldElement.ConditionalAssign(ref target.YPlusX, in target.YMinusX, mask);
        FieldElement.ConditionalAssign(ref target.YMinusX, in plus, mask);
        FieldElement.Negate(out FieldElement negated, in target.TwoDT);
        FieldElement.ConditionalAssign(ref target.TwoDT, in negated, mask);
    }
}
