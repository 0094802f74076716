namespace Aether.Network.Gossip;

/// <summary>What gossiped messages are about. A lower number is validated first; the number is on the wire.</summary>
public enum GossipTopic : byte
{
    /// <summary>Prevotes, precommits, timeouts and their certificates.</summary>
    Vote = 0,

    /// <summary>Claims of leaders and headers.</summary>
    Header = 1,

    /// <summary>Signatures that contradict each other.</summary>
    Evidence = 2,

    /// <summary>Which shreds a node has: Turbine carries the shreds themselves.</summary>
    Shred = 3,

    /// <summary>Transactions: announced and pulled, without a mesh.</summary>
    Transaction = 4,
}
