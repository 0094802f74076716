using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Node.Indexing;

/// <summary>Where the index is. Written with every batch, so that a block is in it whole or not at all.</summary>
/// <remarks>
/// <b>Shape</b>: version u8 = 1, genesis 32, <see cref="First"/> u64, <see cref="Next"/> u64, <see cref="Last"/> 32,
/// <see cref="SweptTo"/> u64, then <see cref="SweepAt"/>.
/// </remarks>
/// <param name="Genesis">The chain.</param>
/// <param name="First">The first block that it has.</param>
/// <param name="Next">The first block that it does not have yet.</param>
/// <param name="Last">Hash of the block before that; zero while it has none.</param>
internal sealed record IndexHead(Hash256 Genesis, ulong First, ulong Next, Hash256 Last)
{
    private const byte Version = 1;
    private const int FixedBytes = 1 + Hash256.Bytes + 8 + 8 + Hash256.Bytes + 8;

    /// <summary>No entry below this height is left, unless <see cref="SweepAt"/> says that a search goes on.</summary>
    public ulong SweptTo { get; init; }

    /// <summary>Key from which the search for entries that are no longer kept goes on; empty for none.</summary>
    public byte[] SweepAt { get; init; } = [];

    /// <summary>It has a block.</summary>
    public bool HasBlocks => Next > First;

    /// <summary>The stored form.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[FixedBytes + SweepAt.Length];
        bytes[0] = Version;
        Genesis.Span.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(33), First);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(41), Next);
        Last.Span.CopyTo(bytes.AsSpan(49));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(81), SweptTo);
        SweepAt.CopyTo(bytes, FixedBytes);
        return bytes;
    }

    /// <summary>Reads the stored form; null for that of another version.</summary>
    public static IndexHead? Read(ReadOnlySpan<byte> bytes) => bytes.Length >= FixedBytes && bytes[0] == Version
        ? new IndexHead(
            new Hash256(bytes.Slice(1, Hash256.Bytes)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[33..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[41..]),
            new Hash256(bytes.Slice(49, Hash256.Bytes)))
        {
            SweptTo = BinaryPrimitives.ReadUInt64BigEndian(bytes[81..]),
            SweepAt = bytes[FixedBytes..].ToArray(),
        }
        : null;
}
