using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Core.Types;

namespace Aether.Network.Gossip;

/// <summary>
/// Names a gossiped message: the first 20 bytes of SHA-256 over 0x01, the topic's name and the payload. It covers every
/// byte, signatures included, so nobody can make an id seen with other bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public readonly struct GossipId : IEquatable<GossipId>, IComparable<GossipId>
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 20;

    private readonly Block _bytes;

    /// <summary>Copies the first 20 bytes, which must be there.</summary>
    public GossipId(ReadOnlySpan<byte> source) => source[..Bytes].CopyTo(_bytes);

    /// <summary>The bytes. The span lives as long as the variable it is taken from.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Equality of all bytes.</summary>
    public static bool operator ==(GossipId left, GossipId right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(GossipId left, GossipId right) => !left.Equals(right);

    /// <summary>Lexicographic order.</summary>
    public static bool operator <(GossipId left, GossipId right) => left.CompareTo(right) < 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >(GossipId left, GossipId right) => left.CompareTo(right) > 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator <=(GossipId left, GossipId right) => left.CompareTo(right) <= 0;

    /// <summary>Lexicographic order.</summary>
    public static bool operator >=(GossipId left, GossipId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(GossipId other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GossipId other && Equals(other);

    /// <summary>Seeded per process, so that chosen ids cannot crowd one bucket. A table key, never data.</summary>
    public override int GetHashCode() => HashCode.Combine(
        BinaryPrimitives.ReadUInt64LittleEndian(Span),
        BinaryPrimitives.ReadUInt64LittleEndian(Span[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(Span[16..]));

    /// <inheritdoc/>
    public int CompareTo(GossipId other) => Span.SequenceCompareTo(other.Span);

    /// <summary>`0x` and 40 lower-case digits.</summary>
    public override string ToString() => Hex.Encode(Span);

    [InlineArray(Bytes)]
    private struct Block
    {
        private byte _first;
    }
}
