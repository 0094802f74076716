using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Peers;

/// <summary>The first message of each side on a connection; the dialling side speaks first.</summary>
/// <param name="ProtocolVersion">Version of everything between peers.</param>
/// <param name="GenesisHash">Chain.</param>
/// <param name="FinalHeight">Height of the sender's newest final block.</param>
/// <param name="IsVisit">
/// From the dialling side: it only asks for peers. From the other: there is no room for more than that.
/// </param>
/// <param name="Record">The sender's record; none from a node that nobody may dial.</param>
public sealed record PeerHello(
    ushort ProtocolVersion, Hash256 GenesisHash, ulong FinalHeight, bool IsVisit, NodeRecord? Record)
    : IAceValue<PeerHello>
{
    /// <inheritdoc/>
    public static PeerHello Decode(ref AceReader reader) =>
        new(reader.U16(), reader.Hash(), reader.U64(), reader.Bool(), reader.Option<NodeRecord>());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U16(ProtocolVersion);
        writer.Hash(GenesisHash);
        writer.U64(FinalHeight);
        writer.Bool(IsVisit);
        writer.Option(Record);
    }
}
