using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Da.ErasureCoding;

/// <summary>32 bytes in AVX2: a product is the sum of two table look-ups, one per nibble.</summary>
internal readonly struct Gf256Avx2Lanes : IGf256Lanes<Vector256<byte>, NibbleProducts<Vector256<byte>>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Bytes => Vector256<byte>.Count;

    public static Vector256<byte> Load(ref byte source, nuint offset) => Vector256.LoadUnsafe(ref source, offset);

    public static void Store(Vector256<byte> value, ref byte destination, nuint offset) =>
        value.StoreUnsafe(ref destination, offset);

    public static Vector256<byte> Add(Vector256<byte> left, Vector256<byte> right) => left ^ right;

    public static Vector256<byte> Add(Vector256<byte> first, Vector256<byte> second, Vector256<byte> third) =>
        first ^ second ^ third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NibbleProducts<Vector256<byte>> Prepare(ref byte record) =>
        new(
            Vector256.Create(Vector128.LoadUnsafe(ref record, Gf256.LowProducts)),
            Vector256.Create(Vector128.LoadUnsafe(ref record, Gf256.HighProducts)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply(Vector256<byte> value, NibbleProducts<Vector256<byte>> multiplier)
    {
        Vector256<byte> mask = Vector256.Create((byte)0x0f);
        Vector256<byte> high = (value.AsUInt16() >>> 4).AsByte() & mask;
        return Avx2.Shuffle(multiplier.Low, value & mask) ^ Avx2.Shuffle(multiplier.High, high);
    }

    // A negative byte has the bit that leaves the field; comparing gives the mask of the reduction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Double(Vector256<byte> value)
    {
        Vector256<byte> carries = Avx2.CompareGreaterThan(Vector256<sbyte>.Zero, value.AsSByte()).AsByte();
        return (value + value) ^ (carries & Vector256.Create((byte)(Gf256.Polynomial & 0xff)));
    }
}
