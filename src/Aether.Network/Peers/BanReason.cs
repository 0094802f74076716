namespace Aether.Network.Peers;

/// <summary>Why a peer is banned. Numbers are stable: they are shown to operators.</summary>
public enum BanReason : byte
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>Bytes that are not what the protocol says.</summary>
    BadMessage = 1,

    /// <summary>A record with a wrong signature, or another peer's in a handshake.</summary>
    BadRecord = 2,

    /// <summary>More bytes or work than it may cause, again and again.</summary>
    OverBudget = 3,

    /// <summary>A score below the threshold of gossip.</summary>
    LowScore = 4,

    /// <summary>A block that is not the chain's, or without what shows it final.</summary>
    BadBlock = 5,

    /// <summary>A proof of an epoch that does not hold.</summary>
    BadEpochProof = 6,

    /// <summary>A manifest that does not belong to a final block.</summary>
    BadManifest = 7,

    /// <summary>A chunk that is not the manifest's, or whose proof does not hold.</summary>
    BadChunk = 8,

    /// <summary>An answer that is none to what was asked.</summary>
    BadAnswer = 9,

    /// <summary>The operator wants it so.</summary>
    Operator = 10,
}
