using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Da.ErasureCoding;

/// <summary>64 bytes with Galois field instructions: a product is one 8x8 bit matrix times each byte.</summary>
internal readonly struct Gf256Gfni512Lanes : IGf256Lanes<Vector512<byte>, Vector512<byte>>
{
    private const byte ExclusiveOr = 0x96;

    public static bool IsSupported => Gfni.V512.IsSupported && Avx512BW.IsSupported;

    public static int Bytes => Vector512<byte>.Count;

    public static Vector512<byte> Load(ref byte source, nuint offset) => Vector512.LoadUnsafe(ref source, offset);

    public static void Store(Vector512<byte> value, ref byte destination, nuint offset) =>
        value.StoreUnsafe(ref destination, offset);

    public static Vector512<byte> Add(Vector512<byte> left, Vector512<byte> right) => left ^ right;

    public static Vector512<byte> Add(Vector512<byte> first, Vector512<byte> second, Vector512<byte> third) =>
        Avx512F.TernaryLogic(first, second, third, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Prepare(ref byte record) =>
        Vector512.Create(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref record, Gf256.BitMatrix))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply(Vector512<byte> value, Vector512<byte> multiplier) =>
        Gfni.V512.GaloisFieldAffineTransform(value, multiplier, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Double(Vector512<byte> value) =>
        Multiply(value, Prepare(ref Unsafe.Add(ref Gf256.Records, 2 * Gf256.RecordBytes)));
}
