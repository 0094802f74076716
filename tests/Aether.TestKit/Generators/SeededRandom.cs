using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>
/// SplitMix64 with a bias towards degenerate values: a seed gives the same values on every machine and runtime.
/// </summary>
public sealed class SeededRandom
{
    private static readonly ulong[] s_degenerate =
    [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_FFFF,
    ];

    private ulong _state;

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(ulong seed) => _state = seed;

    /// <summary>64 uniform bits.</summary>
    public ulong Bits()
    {
        _state = unchecked(_state + 0x9E37_79B9_7F4A_7C15);
        ulong mixed = unchecked((_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)Math.BigMul(Bits(), (ulong)bound, out _);

    /// <summary>True once in <paramref name="chances"/> times.</summary>
    public bool OneIn(int chances) => Below(chances) == 0;

    /// <summary>A number, every third time a degenerate one.</summary>
    public ulong U64() => OneIn(3) ? s_degenerate[Below(s_degenerate.Length)] : Bits();

    /// <summary>A number, every third time a degenerate one.</summary>
    public uint U32() => unchecked((uint)U64());

    /// <summary>A number, every third time a degenerate one.</summary>
    public ushort U16() => unchecked((ushort)U64());

    /// <summary>A byte, every third time a degenerate one.</summary>
    public byte U8() => unchecked((byte)U64());

    /// <summary>A number with biased halves.</summary>
    public UInt128 U128() => new(OneIn(2) ? 0 : U64(), U64());

    /// <summary>A number that is not zero.</summary>
    public UInt128 Amount()
    {
        UInt128 amount = U128();
        return amount == 0 ? UInt128.One : amount;
    }

    /// <summary>A length up to <paramref name="max"/>: often none, the most, or a few.</summary>
    public int Length(int max) => Below(5) switch
    {
        0 => 0,
        1 => max,
        2 => Below(max + 1),
        _ => Below(Math.Min(max, 3) + 1),
    };

    /// <summary>Bytes: uniform, or all equal one time in four.</summary>
    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        if (OneIn(4))
        {
            bytes.AsSpan().Fill(U8());
            return bytes;
        }
        Fill(bytes);
        return bytes;
    }

    /// <summary>Uniform bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        for (int offset = 0; offset < bytes.Length; offset += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Bits());
            word[..Math.Min(8, bytes.Length - offset)].CopyTo(bytes[offset..]);
        }
    }

    /// <summary>A hash, also all zeros and all ones.</summary>
    public Hash256 Hash() => new(Bytes(Hash256.Bytes));

    /// <summary>An array of <paramref name="count"/> values.</summary>
    public T[] Array<T>(int count, Func<SeededRandom, T> value)
    {
        T[] items = new T[count];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = value(this);
        }
        return items;
    }

    /// <summary>At most <paramref name="count"/> values, ascending by key, no key twice.</summary>
    public T[] SortedArray<T, TKey>(int count, Func<SeededRandom, T> value, Func<T, TKey> key) =>
        Array(count, value).DistinctBy(key).OrderBy(key).ToArray();
}
