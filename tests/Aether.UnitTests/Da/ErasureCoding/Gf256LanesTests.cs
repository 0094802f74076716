using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aether.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

/// <summary>The operations of every instruction set against the field's definition.</summary>
public sealed class Gf256LanesTests
{
    [Fact]
    public void Scalar_AllProducts_EqualTheField() => Check<Gf256ScalarLanes, byte, byte>();

    [Fact]
    public void Avx2_AllProducts_EqualTheField() =>
        Check<Gf256Avx2Lanes, Vector256<byte>, NibbleProducts<Vector256<byte>>>();

    [Fact]
    public void Avx512_AllProducts_EqualTheField() =>
        Check<Gf256Avx512Lanes, Vector512<byte>, NibbleProducts<Vector512<byte>>>();

    [Fact]
    public void Gfni256_AllProducts_EqualTheField() =>
        Check<Gf256Gfni256Lanes, Vector256<byte>, Vector256<byte>>();

    [Fact]
    public void Gfni512_AllProducts_EqualTheField() =>
        Check<Gf256Gfni512Lanes, Vector512<byte>, Vector512<byte>>();

    // Where the instructions are missing there is nothing to compare, and the lanes must say so.
    private static void Check<TLanes, TVector, TMultiplier>()
        where TLanes : struct, IGf256Lanes<TVector, TMultiplier>
        where TVector : struct
        where TMultiplier : struct
    {
        Assert.Equal(TLanes.Bytes, Unsafe.SizeOf<TVector>());
        if (!TLanes.IsSupported)
        {
            return;
        }

        byte[] values = [.. Enumerable.Range(0, 257).Select(value => (byte)value)];
        byte[] results = new byte[values.Length];
        for (int element = 0; element < Gf256.Elements; element++)
        {
            TMultiplier multiplier = TLanes.Prepare(ref Unsafe.Add(ref Gf256.Records, element * Gf256.RecordBytes));
            for (int offset = 1; offset + TLanes.Bytes <= values.Length; offset += TLanes.Bytes)
            {
                TVector value = TLanes.Load(ref values[0], (nuint)offset);
                TVector product = TLanes.Multiply(value, multiplier);
                TVector total = TLanes.Add(TLanes.Add(product, value), TLanes.Double(value), value);
                TLanes.Store(total, ref results[0], (nuint)offset);
            }

            for (int index = 1; index < values.Length; index++)
            {
                int expected = Gf256.Multiply((byte)element, values[index]) ^ Gf256.Multiply(2, values[index]);
                Assert.Equal(expected, results[index]);
            }
        }
    }
}
