using Aether.Native.Bls;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Compares two pairings with one final exponentiation.</summary>
// SAFETY: structs are pinned for the calls; an element of the target field is 576 bytes, aligned to 8.
public static unsafe class BlstPairingEquation
{
    private const int TargetWords = 576 / sizeof(ulong);

    /// <summary>The generator of G2.</summary>
    public static BlstP2Affine Generator => *CkzgMethods.blst_p2_affine_generator();

    /// <summary>True when e(p1, q1) = e(p2, q2). Points are in their subgroups; p1 and p2 may be infinity, q1 and q2
    /// may not.</summary>
    public static bool Holds(in BlstP1 p1, in BlstP2Affine q1, in BlstP1 p2, in BlstP2Affine q2)
    {
        BlstP1Affine left = BlstG1Sum.ToAffine(BlstG1Sum.Negate(p1));
        BlstP1Affine right = BlstG1Sum.ToAffine(p2);
        bool leftIsOne = Blst.IsInfinity(left);
        bool rightIsOne = Blst.IsInfinity(right);

        // Pairing with infinity is one, and with other points of the subgroups never is.
        if (leftIsOne || rightIsOne)
            return leftIsOne && rightIsOne;

        ulong* product = stackalloc ulong[TargetWords];
        fixed (BlstP2Affine* l = &q1, r = &q2)
        {
            BlstP2Affine** qs = stackalloc BlstP2Affine*[] { l, r };
            BlstP1Affine** ps = stackalloc BlstP1Affine*[] { &left, &right };
            CkzgMethods.blst_miller_loop_n(product, qs, ps, 2);
        }

        CkzgMethods.blst_final_exp(product, product);
        return CkzgMethods.blst_fp12_is_one(product) == 1;
    }
}
