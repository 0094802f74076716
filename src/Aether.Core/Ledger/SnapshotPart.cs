using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>One chunk as a manifest names it.</summary>
/// <param name="First">First key of its range; in a difference its first changed key.</param>
/// <param name="Last">Last key of its range; in a difference its last changed key.</param>
/// <param name="Content">BLAKE3 of its bytes: its name wherever it is kept.</param>
/// <param name="Bytes">How many bytes.</param>
public readonly record struct SnapshotPart(Hash256 First, Hash256 Last, Hash256 Content, uint Bytes)
    : IAceValue<SnapshotPart>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = (3 * Hash256.Bytes) + 4;

    /// <inheritdoc/>
    public static SnapshotPart Decode(ref AceReader reader)
    {
        SnapshotPart part = new(reader.Hash(), reader.Hash(), reader.Hash(), reader.U32());
        reader.Require(reader.Failed || part.First <= part.Last);
        reader.Require(part.Bytes <= Limits.Snapshot.MaxChunkBytes, DecodeError.OverLimit);
        return part;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(First);
        writer.Hash(Last);
        writer.Hash(Content);
        writer.U32(Bytes);
    }
}
