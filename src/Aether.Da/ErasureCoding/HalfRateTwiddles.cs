using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Da.ErasureCoding;

/// <summary>The constants of the 16-point transforms of the 32+32 code.</summary>
/// <remarks>
/// With s_0(x) = x and s_(i+1)(x) = s_i(x) (s_i(x) + s_i(2^i)), a butterfly of level i on points from c multiplies by
/// s_i(c) / s_i(2^i). Per transform: one twiddle of level 3, two of level 2, four of level 1, eight of level 0, and
/// that of level 4 which joins both halves of 32 points: 16 records of <see cref="Gf256.RecordBytes"/>.
/// </remarks>
internal static class HalfRateTwiddles
{
    private const int Records = 16;
    private const int Transforms = 4;
    private const int JoinOffset = 32;

    private static readonly byte[] s_records = Build();

    /// <summary>The records of the transform over 16 points from <paramref name="firstPoint"/>, a multiple of 16 below
    /// 64.</summary>
    internal static ref byte Get(int firstPoint) =>
        ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(s_records), firstPoint / 16 * Records * Gf256.RecordBytes);

    /// <summary>s_level(point) / s_level(2^level).</summary>
    internal static byte Twiddle(int level, int point)
    {
        byte value = Vanishing(level, (byte)point);
        return Gf256.Multiply(value, Gf256.Inverse(Vanishing(level, (byte)(1 << level))));
    }

    // The polynomial whose roots are all points below 2^level.
    private static byte Vanishing(int level, byte point)
    {
        byte product = 1;
        for (int root = 0; root < 1 << level; root++)
            product = Gf256.Multiply(product, (byte)(point ^ root));
        return product;
    }

    private static byte[] Build()
    {
        byte[] records = new byte[Transforms * Records * Gf256.RecordBytes];
        ReadOnlySpan<byte> all = MemoryMarshal.CreateReadOnlySpan(
            ref Gf256.Records, Gf256.Elements * Gf256.RecordBytes);
        for (int transform = 0; transform < Transforms; transform++)
        {
            int record = transform * Records;
            for (int level = 3; level >= 0; level--)
            {
                for (int point = 0; point < 16; point += 2 << level)
                    Copy(all, Twiddle(level, (16 * transform) + point), records, record++);
            }

            Copy(all, Twiddle(4, JoinOffset), records, record);
        }

        return records;
    }

    private static void Copy(ReadOnlySpan<byte> all, byte element, byte[] records, int record) =>
        all.Slice(element * Gf256.RecordBytes, Gf256.RecordBytes)
            .CopyTo(records.AsSpan(record * Gf256.RecordBytes));
}
