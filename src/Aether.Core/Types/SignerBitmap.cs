using System.Numerics;

namespace Aether.Core.Types;

/// <summary>Who signed: bit i (byte i/8, bit i%8, least significant first) is validator i of the epoch's set.</summary>
/// <remarks><b>Consensus</b>: canonical means exactly ceil(n/8) bytes, no bit from n on, at least one bit.</remarks>
public static class SignerBitmap
{
    /// <summary>Bytes of a bitmap for <paramref name="validators"/> validators.</summary>
    public static int BytesFor(int validators) => (validators + 7) / 8;

    /// <summary>True when the bitmap is the canonical form for a set of this size.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bitmap, int validators)
    {
        if (bitmap.Length != BytesFor(validators))
        {
            return false;
        }
        bool clean = validators % 8 == 0 || bitmap[^1] >> (validators % 8) == 0;
        return clean && bitmap.IndexOfAnyExcept((byte)0) >= 0;
    }

    /// <summary>True when validator <paramref name="index"/> signed.</summary>
    public static bool Contains(ReadOnlySpan<byte> bitmap, int index) =>
        (uint)(index / 8) < (uint)bitmap.Length && (bitmap[index / 8] >> (index % 8) & 1) != 0;

    /// <summary>Marks validator <paramref name="index"/>.</summary>
    public static void Add(Span<byte> bitmap, int index) => bitmap[index / 8] |= (byte)(1 << (index % 8));

    /// <summary>Number of signers.</summary>
    public static int PopCount(ReadOnlySpan<byte> bitmap)
    {
        int count = 0;
        foreach (byte part in bitmap)
        {
            count += BitOperations.PopCount(part);
        }
        return count;
    }
}
