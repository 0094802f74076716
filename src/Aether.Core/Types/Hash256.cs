using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Core.Types;

/// <summary>32 bytes: a digest, or the body of an address, key or identifier. Ordered as big-endian bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public readonly struct Hash256 : IEquatable<Hash256>, IComparable<Hash256>
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 32;

    private readonly Block _bytes;

    /// <summary>Copies exactly 32 bytes.</summary>
    public Hash256(ReadOnlySpan<byte> source)
    {
        if (source.Length != Bytes)
        {
            throw new ArgumentException("a hash has exactly 32 bytes", nameof(source));
        }
        source.CopyTo(_bytes);
    }

    /// <summary>All zero: the parent of the genesis block and the root of an empty tree.</summary>
    public static Hash256 Zero => default;

    /// <summary>The bytes. The span lives as long as the variable it is taken from.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>True when all bytes are zero.</summary>
    public bool IsZero => Span.IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Equality of all bytes.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    /// <summary>Lexicographic order.</summary>
    public static bool operator <(Hash256 left, Hash256 right) => left.CompareTo(right) < 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >(Hash256 left, Hash256 right) => left.CompareTo(right) > 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator <=(Hash256 left, Hash256 right) => left.CompareTo(right) <= 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >=(Hash256 left, Hash256 right) => left.CompareTo(right) >= 0;

    /// <summary>Parses 64 hexadecimal digits with or without `0x`.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash256 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bool ok = Hex.TryDecode(text, bytes);
        value = ok ? new Hash256(bytes) : default;
        return ok;
    }

    /// <summary>
    /// Parses 64 hexadecimal digits; throws <see cref="FormatException"/> otherwise. For constants and tests.
    /// </summary>
    public static Hash256 FromHex(string text) =>
        TryParse(text, out Hash256 value) ? value : throw new FormatException("expected 64 hexadecimal digits");

    /// <summary>Copies the bytes into a new array.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <summary>
    /// Seeded per process, so that chosen identifiers cannot crowd one bucket. A table key, never data.
    /// </summary>
    public override int GetHashCode()
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Span);
        return HashCode.Combine(words[0], words[1], words[2], words[3]);
    }

    /// <inheritdoc/>
    public int CompareTo(Hash256 other) => Span.SequenceCompareTo(other.Span);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Hex.Encode(Span);

    [InlineArray(Bytes)]
    private struct Block
    {
        private byte _first;
    }
}
