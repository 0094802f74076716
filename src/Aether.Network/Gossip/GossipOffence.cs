namespace Aether.Network.Gossip;

/// <summary>What a peer did that costs it score.</summary>
public enum GossipOffence : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A message that its validation rejected.</summary>
    InvalidMessage = 1,

    /// <summary>Bytes that are no frame, a topic on the wrong stream, or a message above its limit.</summary>
    MalformedMessage = 2,

    /// <summary>It showed an id and did not deliver the message.</summary>
    BrokenPromise = 3,

    /// <summary>It grafts although it was told to stay out.</summary>
    EarlyGraft = 4,

    /// <summary>It shows more ids than it may.</summary>
    HaveFlood = 5,

    /// <summary>It asks for more, or more often, than it may.</summary>
    WantFlood = 6,

    /// <summary>It sends again what it has sent.</summary>
    Repetition = 7,

    /// <summary>It announces or sends more transactions than it may.</summary>
    TransactionFlood = 8,

    /// <summary>It delivers next to nothing of what the mesh carries.</summary>
    Silence = 9,

    /// <summary>Too many peers come from its part of the address space.</summary>
    Colocation = 10,

    /// <summary>It does not read what it is sent.</summary>
    SlowReader = 11,

    /// <summary>It changes its subscriptions more often than it may.</summary>
    SubscriptionFlood = 12,
}
