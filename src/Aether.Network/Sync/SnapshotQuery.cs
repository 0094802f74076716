using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Asks about snapshots: <c>protocol u8 = 4, kind u8</c>, then nothing for offers, <c>height u64</c> for the block of
/// one, or <c>content 32, offset u32</c> for a part of a manifest.
/// </summary>
/// <remarks>
/// Answers: a list of offers; a <see cref="SnapshotHeadAnswer"/>; at most <see cref="Limits.Sync.MaxManifestPart"/> raw
/// bytes. An empty answer says that the answerer does not have it.
/// </remarks>
public readonly record struct SnapshotQuery(SnapshotQueryKind Kind, ulong Height, Hash256 Content, uint Offset)
    : IAceValue<SnapshotQuery>
{
    /// <summary>First byte of the request.</summary>
    public const byte Protocol = 4;

    /// <inheritdoc/>
    public static SnapshotQuery Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Protocol, DecodeError.BadTag);
        SnapshotQueryKind kind = (SnapshotQueryKind)reader.U8();
        reader.Require(kind <= SnapshotQueryKind.Manifest, DecodeError.BadTag);
        return kind switch
        {
            SnapshotQueryKind.Head => new SnapshotQuery(kind, reader.U64(), default, 0),
            SnapshotQueryKind.Manifest => new SnapshotQuery(kind, 0, reader.Hash(), reader.U32()),
            _ => new SnapshotQuery(kind, 0, default, 0),
        };
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Protocol);
        writer.U8((byte)Kind);
        if (Kind == SnapshotQueryKind.Head)
        {
            writer.U64(Height);
        }
        else if (Kind == SnapshotQueryKind.Manifest)
        {
            writer.Hash(Content);
            writer.U32(Offset);
        }
    }
}
