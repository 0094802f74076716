using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Peers;

/// <summary>
/// The peers that a node dials first after a restart, as kept on its disk: <c>version u8 = 1, records [record]</c>.
/// </summary>
/// <remarks>
/// Connections that held before a restart are the likeliest to be honest, so whoever surrounds a node must not be able
/// to choose all its peers by making it start again.
/// </remarks>
public sealed record AnchorList(NodeRecord[] Records) : IAceValue<AnchorList>
{
    private const byte Version = 1;

    /// <summary>Reads a list; what is damaged or of another chain gives none.</summary>
    public static NodeRecord[] Open(ReadOnlySpan<byte> bytes, Hash256 genesisHash)
    {
        const int MaxBytes = 1 + 4 + (Limits.Peers.MaxAnchors * Limits.Peers.MaxRecordBytes);
        if (bytes.Length > MaxBytes || !Ace.TryDecode(bytes, out AnchorList list, out DecodeError _))
        {
            return [];
        }
        return [.. list.Records.Where(record => record.Verify(genesisHash))];
    }

    /// <inheritdoc/>
    public static AnchorList Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Version, DecodeError.BadTag);
        return new AnchorList(reader.List<NodeRecord>(Limits.Peers.MaxAnchors, NodeRecord.MinEncodedBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Version);
        writer.List<NodeRecord>(Records);
    }
}
