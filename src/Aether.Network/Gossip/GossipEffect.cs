using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>One effect of <see cref="GossipCore"/>; which members count depends on the kind.</summary>
public readonly record struct GossipEffect(GossipEffectKind Kind, ConnectionId Connection)
{
    /// <summary>With <see cref="GossipEffectKind.Send"/>.</summary>
    public MessageClass Class { get; init; }

    /// <summary>With validations and changes of a mesh.</summary>
    public GossipTopic Topic { get; init; }

    /// <summary>With <see cref="GossipEffectKind.Validate"/>: the number of the answer.</summary>
    public ulong Handle { get; init; }

    /// <summary>With <see cref="GossipEffectKind.Ban"/>: the last straw.</summary>
    public GossipOffence Offence { get; init; }

    /// <summary>With <see cref="GossipEffectKind.Close"/>.</summary>
    public CloseCode Close { get; init; }

    /// <summary>
    /// What to send, topic byte included, or the payload to judge. Shared with other effects and kept by the core: read
    /// only, and never written again by it.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
