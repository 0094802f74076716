namespace Aether.Network.Transport;

/// <summary>The traffic class of a message. Each has its own queue, so votes never wait behind transactions.</summary>
public enum TransportChannel : byte
{
    /// <summary>Proposals, votes, timeouts, certificates and block requests.</summary>
    Consensus = 0,

    /// <summary>Gossiped transactions.</summary>
    Transactions = 1,
}
