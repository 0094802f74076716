namespace Aether.Network.Gossip;

/// <summary>What the node made of a message.</summary>
public enum ValidationOutcome : byte
{
    /// <summary>It is valid and new: it is passed on.</summary>
    Accept = 0,

    /// <summary>No honest node sends it: whoever did pays with score.</summary>
    Reject = 1,

    /// <summary>Useless now, and nobody's fault: too old, too early, no room.</summary>
    Ignore = 2,
}
