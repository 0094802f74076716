using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aether.Core.Types;

/// <summary>A compressed BLS12-381 G1 public key (min-pk).</summary>
public readonly struct BlsPublicKey : IEquatable<BlsPublicKey>
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 48;

    private readonly Block _bytes;

    /// <summary>Copies exactly <see cref="Bytes"/> bytes.</summary>
    public BlsPublicKey(ReadOnlySpan<byte> source)
    {
        if (source.Length != Bytes)
        {
            throw new ArgumentException("wrong length", nameof(source));
        }
        source.CopyTo(_bytes);
    }

    /// <summary>The bytes. The span lives as long as the variable it is taken from.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Equality of all bytes.</summary>
    public static bool operator ==(BlsPublicKey left, BlsPublicKey right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(BlsPublicKey left, BlsPublicKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(BlsPublicKey other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BlsPublicKey other && Equals(other);

    /// <summary>Seeded per process. A table key, never data.</summary>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>`0x` and two lower-case digits per byte.</summary>
    public override string ToString() => Hex.Encode(Span);

    [InlineArray(Bytes)]
    private struct Block
    {
        private byte _first;
    }
}
