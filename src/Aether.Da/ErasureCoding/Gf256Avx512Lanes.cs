using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Da.ErasureCoding;

/// <summary>64 bytes in AVX-512 without Galois field instructions: two table look-ups per product.</summary>
internal readonly struct Gf256Avx512Lanes : IGf256Lanes<Vector512<byte>, NibbleProducts<Vector512<byte>>>
{
    private const byte ExclusiveOr = 0x96;
    private const byte ExclusiveOrOfAnd = 0x78;

    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Bytes => Vector512<byte>.Count;

    public static Vector512<byte> Load(ref byte source, nuint offset) => Vector512.LoadUnsafe(ref source, offset);

    public static void Store(Vector512<byte> value, ref byte destination, nuint offset) =>
        value.StoreUnsafe(ref destination, offset);

    public static Vector512<byte> Add(Vector512<byte> left, Vector512<byte> right) => left ^ right;

    public static Vector512<byte> Add(Vector512<byte> first, Vector512<byte> second, Vector512<byte> third) =>
        Avx512F.TernaryLogic(first, second, third, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NibbleProducts<Vector512<byte>> Prepare(ref byte record) =>
        new(
            Vector512.Create(Vector128.LoadUnsafe(ref record, Gf256.LowProducts)),
            Vector512.Create(Vector128.LoadUnsafe(ref record, Gf256.HighProducts)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply(Vector512<byte> value, NibbleProducts<Vector512<byte>> multiplier)
    {
        Vector512<byte> mask = Vector512.Create((byte)0x0f);
        Vector512<byte> high = (value.AsUInt16() >>> 4).AsByte() & mask;
        return Avx512BW.Shuffle(multiplier.Low, value & mask) ^ Avx512BW.Shuffle(multiplier.High, high);
    }

    // (value + value) ^ (carries & reduction) in one three-input operation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Double(Vector512<byte> value)
    {
        Vector512<byte> carries = Vector512.LessThan(value.AsSByte(), Vector512<sbyte>.Zero).AsByte();
        Vector512<byte> reduction = Vector512.Create((byte)(Gf256.Polynomial & 0xff));
        return Avx512F.TernaryLogic(value + value, carries, reduction, ExclusiveOrOfAnd);
    }
}
