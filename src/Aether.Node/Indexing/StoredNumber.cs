using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Node.Indexing;

/// <summary>Numbers and assets in values of the index: few bytes for small numbers and native assets.</summary>
internal static class StoredNumber
{
    /// <summary>Bytes of the longest number.</summary>
    public const int MaxBytes = 1 + 16;

    private const byte SwrTag = 0;
    private const byte AicTag = 1;
    private const byte OtherTag = 2;

    /// <summary>Writes a number: its count of bytes, and they, most significant first.</summary>
    public static int Write(Span<byte> bytes, UInt128 value)
    {
        Span<byte> whole = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(whole, value);
        int length = 16 - ((int)UInt128.LeadingZeroCount(value) / 8);
        bytes[0] = (byte)length;
        whole[(16 - length)..].CopyTo(bytes[1..]);
        return 1 + length;
    }

    /// <summary>Reads a number and moves behind it.</summary>
    /// <exception cref="StateCorruptException">There is none.</exception>
    public static UInt128 Read(ref ReadOnlySpan<byte> bytes)
    {
        int length = Take(ref bytes, 1)[0];
        if (length > 16)
        {
            throw Damaged();
        }
        Span<byte> whole = stackalloc byte[16];
        whole.Clear();
        Take(ref bytes, length).CopyTo(whole[(16 - length)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(whole);
    }

    /// <summary>Writes an asset.</summary>
    public static int WriteAsset(Span<byte> bytes, AssetId asset)
    {
        bytes[0] = asset == AssetId.Swr ? SwrTag : asset == AssetId.Aic ? AicTag : OtherTag;
        if (bytes[0] != OtherTag)
        {
            return 1;
        }
        asset.Value.Span.CopyTo(bytes[1..]);
        return 1 + Hash256.Bytes;
    }

    /// <summary>Reads an asset and moves behind it.</summary>
    /// <exception cref="StateCorruptException">There is none.</exception>
    public static AssetId ReadAsset(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, 1)[0] switch
    {
        SwrTag => AssetId.Swr,
        AicTag => AssetId.Aic,
        OtherTag => new AssetId(new Hash256(Take(ref bytes, Hash256.Bytes))),
        _ => throw Damaged(),
    };

    /// <summary>Takes bytes off the front.</summary>
    /// <exception cref="StateCorruptException">There are not so many.</exception>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length < count)
        {
            throw Damaged();
        }
        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    /// <summary>What reading ends in when a value is not one of the index.</summary>
    public static StateCorruptException Damaged() => new("a value of the account index does not decode");
}
