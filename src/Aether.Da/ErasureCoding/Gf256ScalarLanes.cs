using System.Runtime.CompilerServices;

namespace Aether.Da.ErasureCoding;

/// <summary>One byte at a time: the definition, and the tail of shards shorter than a vector.</summary>
internal readonly struct Gf256ScalarLanes : IGf256Lanes<byte, byte>
{
    public static bool IsSupported => true;

    public static int Bytes => 1;

    public static byte Load(ref byte source, nuint offset) => Unsafe.Add(ref source, offset);

    public static void Store(byte value, ref byte destination, nuint offset) =>
        Unsafe.Add(ref destination, offset) = value;

    public static byte Add(byte left, byte right) => (byte)(left ^ right);

    public static byte Add(byte first, byte second, byte third) => (byte)(first ^ second ^ third);

    // The product with 1 names the constant.
    public static byte Prepare(ref byte record) => Unsafe.Add(ref record, Gf256.LowProducts + 1);

    public static byte Multiply(byte value, byte multiplier) => Gf256.Multiply(value, multiplier);

    public static byte Double(byte value) => (byte)(value << 1 ^ (value >> 7) * (Gf256.Polynomial & 0xff));
}
