using System.Buffers.Binary;

namespace Aether.TestKit.Generators;

/// <summary>Changes encoded values the way transmission faults and attackers would.</summary>
public static class ByteMutator
{
    private static readonly uint[] s_lengths =
    [
        0, 1, 2, 15, 16, 17, 64, 65, 0xFF, 0x100, 4096, 4097, 0xFFFF, 0x1_0000, 20_000, 4_000_000, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFF,
    ];

    /// <summary>
    /// Writes one to four changes of <paramref name="source"/> to <paramref name="target"/>, which has room for twice
    /// the source and 64 bytes more, and gives the length of the result.
    /// </summary>
    public static int Mutate(
        SeededRandom random, ReadOnlySpan<byte> source, ReadOnlySpan<byte> other, Span<byte> target)
    {
        source.CopyTo(target);
        int length = source.Length;
        int changes = 1 + random.Below(4);
        for (int change = 0; change < changes; change++)
        {
            length = Change(random, target, length, Math.Min(target.Length, (2 * source.Length) + 64), other);
        }
        return length;
    }

    private static int Change(
        SeededRandom random, Span<byte> target, int length, int capacity, ReadOnlySpan<byte> other)
    {
        int at = random.Below(Math.Max(1, length));
        switch (random.Below(9))
        {
            case 0 when length > 0:
                return at;
            case 1 or 2 when length > 0:
                target[at] ^= (byte)(1 << random.Below(8));
                return length;
            case 3 when length > 0:
                target[at] = random.U8();
                return length;
            case 4 when length - at >= 4:
                BinaryPrimitives.WriteUInt32LittleEndian(target[at..], s_lengths[random.Below(s_lengths.Length)]);
                return length;
            case 5 when length - at >= 8:
                BinaryPrimitives.WriteUInt64LittleEndian(target[at..], random.U64());
                return length;
            case 6:
                return Append(random, target, length, capacity);
            case 7:
                return Remove(random, target, length, at);
            default:
                return Splice(random, target, length, capacity, other);
        }
    }

    private static int Append(SeededRandom random, Span<byte> target, int length, int capacity)
    {
        int added = Math.Min(1 + random.Below(16), capacity - length);
        random.Fill(target.Slice(length, added));
        return length + added;
    }

    private static int Remove(SeededRandom random, Span<byte> target, int length, int at)
    {
        int removed = Math.Min(1 + random.Below(40), length - at);
        target[(at + removed)..length].CopyTo(target[at..]);
        return length - removed;
    }

    private static int Splice(
        SeededRandom random, Span<byte> target, int length, int capacity, ReadOnlySpan<byte> other)
    {
        int from = random.Below(Math.Max(1, other.Length));
        int to = random.Below(length + 1);
        int count = Math.Min(random.Below(other.Length - from + 1), capacity - to);
        other.Slice(from, count).CopyTo(target[to..]);
        return Math.Max(length, to + count);
    }
}
