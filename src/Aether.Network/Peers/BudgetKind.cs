namespace Aether.Network.Peers;

/// <summary>What a peer's traffic is counted as. The first six are the classes of messages.</summary>
public enum BudgetKind : byte
{
    /// <summary>Bytes of control.</summary>
    Control = 0,

    /// <summary>Bytes of votes.</summary>
    Votes = 1,

    /// <summary>Bytes of headers and proposals.</summary>
    Headers = 2,

    /// <summary>Bytes of evidence.</summary>
    Evidence = 3,

    /// <summary>Bytes of the mesh's own messages.</summary>
    Gossip = 4,

    /// <summary>Bytes of transactions.</summary>
    Transactions = 5,

    /// <summary>Bytes of datagrams.</summary>
    Datagrams = 6,

    /// <summary>Bytes of requests that the peer makes.</summary>
    Requests = 7,

    /// <summary>Microseconds that checking the peer's messages takes.</summary>
    Work = 8,
}
