namespace Aether.Network.Gossip;

/// <summary>What one entry of a control frame says. Numbers from 0x40 on belong to peer records.</summary>
public enum GossipFrameKind : byte
{
    /// <summary>The sender takes messages of the topic.</summary>
    Subscribe = 1,

    /// <summary>It no longer does.</summary>
    Unsubscribe = 2,

    /// <summary>The sender has put the receiver into its mesh of the topic.</summary>
    Graft = 3,

    /// <summary>It has taken it out, and will not have it back for a time.</summary>
    Prune = 4,

    /// <summary>Ids of messages that the sender has.</summary>
    Have = 5,

    /// <summary>Ids of messages that the sender asks for.</summary>
    Want = 6,

    /// <summary>Ids of messages that need not be sent to the sender any more.</summary>
    DoNotWant = 7,

    /// <summary>Ids of transactions that the sender has.</summary>
    Announce = 8,

    /// <summary>Ids of transactions that the sender asks for.</summary>
    Pull = 9,

    /// <summary>Ids of transactions that were asked for and are not there any more.</summary>
    Missing = 10,
}
