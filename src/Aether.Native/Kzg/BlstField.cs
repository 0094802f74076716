using Aether.Native.Bls;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Arithmetic modulo the order of the BLS12-381 groups.</summary>
/// <remarks>Threads: pure functions. Cost: no allocation.</remarks>
// SAFETY: every method checks span lengths first; structs are on the stack or pinned for one native call.
public static unsafe class BlstField
{
    /// <summary>Bytes of an encoded number.</summary>
    public const int Bytes = 32;

    /// <summary>Reads 32 big-endian bytes. False for any other length and for values not below the order.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BlstFr element)
    {
        element = default;
        if (bytes.Length != Bytes)
            return false;
        BlstScalar scalar;
        fixed (byte* b = bytes)
            BlstMethods.blst_scalar_from_bendian(&scalar, b);
        if (CkzgMethods.blst_scalar_fr_check(&scalar) == 0)
            return false;
        fixed (BlstFr* e = &element)
            CkzgMethods.blst_fr_from_scalar(e, &scalar);
        return true;
    }

    /// <summary>Reads big-endian bytes of any length modulo the order.</summary>
    public static BlstFr Reduce(ReadOnlySpan<byte> bytes)
    {
        BlstScalar scalar;
        BlstFr element;
        fixed (byte* b = bytes)
            _ = CkzgMethods.blst_scalar_from_be_bytes(&scalar, b, (nuint)bytes.Length);
        CkzgMethods.blst_fr_from_scalar(&element, &scalar);
        return element;
    }

    /// <summary>The sum.</summary>
    public static BlstFr Add(in BlstFr left, in BlstFr right)
    {
        BlstFr sum;
        fixed (BlstFr* l = &left, r = &right)
            CkzgMethods.blst_fr_add(&sum, l, r);
        return sum;
    }

    /// <summary>The difference.</summary>
    public static BlstFr Subtract(in BlstFr left, in BlstFr right)
    {
        BlstFr difference;
        fixed (BlstFr* l = &left, r = &right)
            CkzgMethods.blst_fr_sub(&difference, l, r);
        return difference;
    }

    /// <summary>The product.</summary>
    public static BlstFr Multiply(in BlstFr left, in BlstFr right)
    {
        BlstFr product;
        fixed (BlstFr* l = &left, r = &right)
            CkzgMethods.blst_fr_mul(&product, l, r);
        return product;
    }

    /// <summary>The canonical number in the form that point multiplication takes.</summary>
    public static BlstScalar ToScalar(in BlstFr element)
    {
        BlstScalar scalar;
        fixed (BlstFr* e = &element)
            CkzgMethods.blst_scalar_from_fr(&scalar, e);
        return scalar;
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    public static void Write(in BlstFr element, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Bytes);
        BlstScalar scalar = ToScalar(element);
        fixed (byte* b = bytes)
            BlstMethods.blst_bendian_from_scalar(b, &scalar);
    }
}
