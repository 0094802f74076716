namespace Aether.Network.Gossip;

/// <summary>One entry of a control frame; its ids are a part of the frame.</summary>
public readonly ref struct GossipFrameEntry
{
    /// <summary>What it says.</summary>
    public required GossipFrameKind Kind { get; init; }

    /// <summary>About which topic.</summary>
    public required GossipTopic Topic { get; init; }

    /// <summary>With prunes: as sent, not yet within any bounds.</summary>
    public uint BackoffMs { get; init; }

    /// <summary>Ids one behind the other.</summary>
    public ReadOnlySpan<byte> Ids { get; init; }

    /// <summary>Number of ids.</summary>
    public int IdCount => Ids.Length / GossipId.Bytes;

    /// <summary>The id at an index below <see cref="IdCount"/>.</summary>
    public GossipId Id(int index) => new(Ids[(index * GossipId.Bytes)..]);
}
