using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Da.ErasureCoding;

/// <summary>32 bytes with Galois field instructions: a product is one 8x8 bit matrix times each byte.</summary>
internal readonly struct Gf256Gfni256Lanes : IGf256Lanes<Vector256<byte>, Vector256<byte>>
{
    public static bool IsSupported => Gfni.V256.IsSupported && Avx2.IsSupported;

    public static int Bytes => Vector256<byte>.Count;

    public static Vector256<byte> Load(ref byte source, nuint offset) => Vector256.LoadUnsafe(ref source, offset);

    public static void Store(Vector256<byte> value, ref byte destination, nuint offset) =>
        value.StoreUnsafe(ref destination, offset);

    public static Vector256<byte> Add(Vector256<byte> left, Vector256<byte> right) => left ^ right;

    public static Vector256<byte> Add(Vector256<byte> first, Vector256<byte> second, Vector256<byte> third) =>
        first ^ second ^ third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(ref byte record) =>
        Vector256.Create(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref record, Gf256.BitMatrix))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply(Vector256<byte> value, Vector256<byte> multiplier) =>
        Gfni.V256.GaloisFieldAffineTransform(value, multiplier, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Double(Vector256<byte> value) =>
        Multiply(value, Prepare(ref Unsafe.Add(ref Gf256.Records, 2 * Gf256.RecordBytes)));
}
