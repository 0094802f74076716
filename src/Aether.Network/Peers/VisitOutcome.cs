namespace Aether.Network.Peers;

/// <summary>Why a visit was not made.</summary>
public enum VisitOutcome : byte
{
    /// <summary>Nothing was tried: too much goes on, or the peer is connected or banned.</summary>
    NotTried,

    /// <summary>Nobody answered at the address, or somebody else.</summary>
    Unreachable,

    /// <summary>The peer was there but did not greet.</summary>
    Reached,
}
