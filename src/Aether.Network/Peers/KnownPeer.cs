namespace Aether.Network.Peers;

/// <summary>A peer that may be dialled, and how that went so far.</summary>
internal sealed class KnownPeer(NodeRecord record)
{
    /// <summary>Its newest record; has an address.</summary>
    public NodeRecord Record { get; set; } = record;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>When it may be dialled again.</summary>
    public long NextDialMs { get; set; }

    /// <summary>A handshake with it succeeded once: peers that are only told of do not push it out.</summary>
    public bool IsProven { get; set; }

    /// <summary>From whose network the record came.</summary>
    public AddressGroup? Source { get; init; }

    /// <summary>The address to be tried: the next one after each failure.</summary>
    public PeerAddress Address => Record.Addresses[Failures % Record.Addresses.Length];
}
