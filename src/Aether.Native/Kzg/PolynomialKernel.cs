using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Values and quotients of polynomials that are given at the 4096 roots of unity.</summary>
/// <remarks>Threads: pure functions. Cost: no allocation.</remarks>
// SAFETY: lengths are checked first; spans are pinned for one native call.
public static unsafe class PolynomialKernel
{
    /// <summary>Values that determine a polynomial.</summary>
    public const int Size = 4096;

    /// <summary>Words of the domain.</summary>
    public const int DomainWords = 4 * Size;

    /// <summary>Words of scratch that a call needs.</summary>
    public const int ScratchWords = 8 * Size;

    private const int ElementBytes = 32;

    /// <summary>True when the library of kernels is loaded.</summary>
    public static bool IsSupported => NativeLibraries.Kernels.IsSupported;

    /// <summary>The roots of unity in bit-reversed order, in the form that <see cref="TryOpen"/> takes.</summary>
    public static ulong[] CreateDomain()
    {
        ulong[] domain = new ulong[DomainWords];
        fixed (ulong* d = domain)
            KzgMethods.aether_kzg_fill_domain(d);
        return domain;
    }

    /// <summary>Computes the value at a point, and the values of (polynomial - value) / (X - point).</summary>
    /// <param name="domain">From <see cref="CreateDomain"/>.</param>
    /// <param name="elements">Up to 4096 x 32 bytes; missing elements are zero.</param>
    /// <param name="point">32 bytes.</param>
    /// <param name="value">32 bytes.</param>
    /// <param name="quotient">4096 x 32 bytes, or empty where only the value is wanted.</param>
    /// <param name="scratch"><see cref="ScratchWords"/> words.</param>
    /// <returns>False for wrong lengths, and for an element or point not below the group order.</returns>
    public static bool TryOpen(
        ReadOnlySpan<ulong> domain,
        ReadOnlySpan<byte> elements,
        ReadOnlySpan<byte> point,
        Span<byte> value,
        Span<byte> quotient,
        Span<ulong> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(domain.Length, DomainWords);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchWords);
        int count = elements.Length / ElementBytes;
        if (count > Size
            || elements.Length != count * ElementBytes
            || point.Length != ElementBytes
            || value.Length != ElementBytes
            || (!quotient.IsEmpty && quotient.Length != Size * ElementBytes))
        {
            return false;
        }

        fixed (ulong* d = domain, s = scratch)
        fixed (byte* e = elements, z = point, y = value, q = quotient)
        {
            int status = KzgMethods.aether_kzg_open(y, q, d, e, (nuint)count, z, (byte*)s);
            return status == (int)FixedBaseStatus.Ok;
        }
    }
}
