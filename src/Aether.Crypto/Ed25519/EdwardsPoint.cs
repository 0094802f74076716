using System.Runtime.CompilerServices;

namespace Aether.Crypto.Ed25519;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z, all limbs reduced.</summary>
/// <remarks>
/// Formulas: Hisil, Wong, Carter, Dawson 2008 for a = -1, which are complete on this curve: they hold for every pair
/// of points, small order included. Constant time except decoding. Limb bounds are those of <see cref="FieldElement"/>.
/// </remarks>
internal partial struct EdwardsPoint
{
    internal const int Bytes = 32;

    internal FieldElement X;
    internal FieldElement Y;
    internal FieldElement Z;
    internal FieldElement T;

    internal static EdwardsPoint Identity => new() { Y = FieldElement.One, Z = FieldElement.One };

    internal readonly bool IsIdentity => X.IsZero && FieldElement.AreEqual(in Y, in Z);

    /// <summary>True where 8 P is the identity: the eight points of the torsion subgroup.</summary>
    internal readonly bool IsSmallOrder
    {
        get
        {
            EdwardsPoint p = this;
            MultiplyByCofactor(ref p);
            return p.IsIdentity;
        }
    }

    internal static bool AreEqual(in EdwardsPoint p, in EdwardsPoint q)
    {
        FieldElement.Multiply(out FieldElement px, in p.X, in q.Z);
        FieldElement.Multiply(out FieldElement qx, in q.X, in p.Z);
        FieldElement.Multiply(out FieldElement py, in p.Y, in q.Z);
        FieldElement.Multiply(out FieldElement qy, in q.Y, in p.Z);
        return FieldElement.AreEqual(in px, in qx) && FieldElement.AreEqual(in py, in qy);
    }

    internal static void Negate(ref EdwardsPoint p)
    {
        FieldElement.Negate(out p.X, in p.X);
        FieldElement.Negate(out p.T, in p.T);
    }

    /// <summary>p = 2 p; T is left stale where <paramref name="withT"/> is false (no addition follows).</summary>
    [SkipLocalsInit] // SAFETY: every local is an out result, written before it is read.
    internal static void Double(ref EdwardsPoint p, bool withT)
    {
        FieldElement.Add(out FieldElement sum, in p.X, in p.Y);
        FieldElement.Square(out FieldElement xx, in p.X);
        FieldElement.Square(out FieldElement yy, in p.Y);
        FieldElement.Square(out FieldElement zz, in p.Z);
        FieldElement.Square(out sum, in sum);
        FieldElement.Add(out FieldElement h, in yy, in xx);
        FieldElement.Subtract(out FieldElement g, in yy, in xx);
        FieldElement.Subtract(out FieldElement e, in sum, in h);

        // 2 Z^2 - (Y^2 - X^2), summed first so that the subtrahend stays reduced.
        FieldElement.Add(out FieldElement f, in zz, in zz);
        FieldElement.Add(out f, in f, in xx);
        FieldElement.Subtract(out f, in f, in yy);
        Combine(ref p, in e, in f, in g, in h, withT);
    }

    /// <summary>p = 2^count p with T valid afterwards.</summary>
    internal static void DoubleTimes(ref EdwardsPoint p, int count)
    {
        for (int i = 1; i < count; i++)
        {
            Double(ref p, withT: false);
        }

        Double(ref p, withT: true);
    }

    internal static void MultiplyByCofactor(ref EdwardsPoint p) => DoubleTimes(ref p, 3);

    /// <summary>p = p + q.</summary>
    [SkipLocalsInit] // SAFETY: every local is an out result, written before it is read.
    internal static void Add(ref EdwardsPoint p, in CachedPoint q)
    {
        FieldElement.Subtract(out FieldElement a, in p.Y, in p.X);
        FieldElement.Add(out FieldElement b, in p.Y, in p.X);
        FieldElement.Multiply(out a, in a, in q.YMinusX);
        FieldElement.Multiply(out b, in b, in q.YPlusX);
        FieldElement.Multiply(out FieldElement c, in p.T, in q.TwoDT);
        FieldElement.Multiply(out FieldElement d, in p.Z, in q.TwoZ);
        FinishAddition(ref p, in a, in b, in c, in d);
    }

    /// <summary>p = p - q: an addition with the parts of q exchanged and its T negated.</summary>
    [SkipLocalsInit] // SAFETY: every local is an out result, written before it is read.
    internal static void Subtract(ref EdwardsPoint p, in CachedPoint q)
    {
        FieldElement.Subtract(out FieldElement a, in p.Y, in p.X);
        FieldElement.Add(out FieldElement b, in p.Y, in p.X);
        FieldElement.Multiply(out a, in a, in q.YPlusX);
        FieldElement.Multiply(out b, in b, in q.YMinusX);
        FieldElement.Multiply(out FieldElement c, in p.T, in q.TwoDT);
        FieldElement.Multiply(out FieldElement d, in p.Z, in q.TwoZ);
        FinishSubtraction(ref p, in a, in b, in c, in d);
    }

    /// <summary>p = p + q.</summary>
    [SkipLocalsInit] // SAFETY: every local is an out result, written before it is read.
    internal static void Add(ref EdwardsPoint p, in AffineCachedPoint q)
    {
        FieldElement.Subtract(out FieldElement a, in p.Y, in p.X);
        FieldElement.Add(out FieldElement b, in p.Y, in p.X);
        FieldElement.Multiply(out a, in a, in q.YMinusX);
        FieldElement.Multiply(out b, in b, in q.YPlusX);
        FieldElement.Multiply(out FieldElement c, in p.T, in q.TwoDXY);
        FieldElement.Add(out FieldElement d, in p.Z, in p.Z);
        FinishAddition(ref p, in a, in b, in c, in d);
    }

    /// <summary>p = p - q.</summary>
    [SkipLocalsInit] // SAFETY: every local is an out result, written before it is read.
    internal static void Subtract(ref EdwardsPoint p, in AffineCachedPoint q)
    {
        FieldElement.Subtract(out FieldElement a, in p.Y, in p.X);
        FieldElement.Add(out FieldElement b, in p.Y, in p.X);
        FieldElement.Multiply(out a, in a, in q.YPlusX);
        FieldElement.Multiply(out b, in b, in q.YMinusX);
        FieldElement.Multiply(out FieldElement c, in p.T, in q.TwoDXY);
        FieldElement.Add(out FieldElement d, in p.Z, in p.Z);
        FinishSubtraction(ref p, in a, in b, in c, in d);
    }

    private static void FinishAddition(
        ref EdwardsPoint p, in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        FieldElement.Subtract(out FieldElement e, in b, in a);
        FieldElement.Subtract(out FieldElement f, in d, in c);
        FieldElement.Add(out FieldElement g, in d, in c);
        FieldElement.Add(out FieldElement h, in b, in a);
        Combine(ref p, in e, in f, in g, in h, withT: true);
    }

    private static void FinishSubtraction(
        ref EdwardsPoint p, in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        FieldElement.Subtract(out FieldElement e, in b, in a);
        FieldElement.Add(out FieldElement f, in d, in c);
        FieldElement.Subtract(out FieldElement g, in d, in c);
        FieldElement.Add(out FieldElement h, in b, in a);
        Combine(ref p, in e, in f, in g, in h, withT: true);
    }

    /// <summary>(X : Y : Z : T) = (E F : G H : F G : E H), the common end of every formula.</summary>
    private static void Combine(
        ref EdwardsPoint p, in FieldElement e, in FieldElement f, in FieldElement g, in FieldElement h, bool withT)
    {
        FieldElement.Multiply(out p.X, in e, in f);
        FieldElement.Multiply(out p.Y, in g, in h);
        FieldElement.Multiply(out p.Z, in f, in g);
        if (withT)
        {
            FieldElement.Multiply(out p.T, in e, in h);
        }
    }
}
