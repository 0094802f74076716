namespace Aether.Crypto.Ed25519;

/// <summary>A point with Z = 1 prepared as the second operand of an addition: (y + x, y - x, 2 d x y).</summary>
internal struct AffineCachedPoint
{
    internal FieldElement YPlusX;
    internal FieldElement YMinusX;
    internal FieldElement TwoDXY;

    internal static AffineCachedPoint Identity => new() { YPlusX = FieldElement.One, YMinusX = FieldElement.One };

    /// <summary>Normalises a point of any Z (one inversion).</summary>
    internal static void Normalise(out AffineCachedPoint result, in EdwardsPoint point)
    {
        FieldElement.Invert(out FieldElement inverse, in point.Z);
        EdwardsPoint affine = default;
        FieldElement.Multiply(out affine.X, in point.X, in inverse);
        FieldElement.Multiply(out affine.Y, in point.Y, in inverse);
        FieldElement.Multiply(out affine.T, in affine.X, in affine.Y);
        FromAffine(out result, in affine);
    }

    /// <summary>Prepares a point whose Z is 1, such as a decoded one.</summary>
    internal static void FromAffine(out AffineCachedPoint result, in EdwardsPoint point)
    {
        FieldElement.Add(out result.YPlusX, in point.Y, in point.X);
        FieldElement.Subtract(out result.YMinusX, in point.Y, in point.X);
        FieldElement.Multiply(out result.TwoDXY, in point.T, in CurveConstants.TwoD);
    }

    internal static void ConditionalAssign(ref AffineCachedPoint target, in AffineCachedPoint source, ulong mask)
    {
        FieldElement.ConditionalAssign(ref target.YPlusX, in source.YPlusX, mask);
        FieldElement.ConditionalAssign(ref target.YMinusX, in source.YMinusX, mask);
        FieldElement.ConditionalAssign(ref target.TwoDXY, in source.TwoDXY, mask);
    }

    /// <summary>Replaces the point by its negative where the mask is all ones; no branch on the mask.</summary>
    internal static void ConditionalNegate(ref AffineCachedPoint target, ulong mask)
    {
        FieldElement plus = target.YPlusX;
        FieldElement.ConditionalAssign(ref target.YPlusX, in target.YMinusX, mask);
        FieldElement.ConditionalAssign(ref target.YMinusX, in plus, mask);
        FieldElement.Negate(out FieldElement negated, in target.TwoDXY);
        FieldElement.ConditionalAssign(ref target.TwoDXY, in negated, mask);
    }
}
