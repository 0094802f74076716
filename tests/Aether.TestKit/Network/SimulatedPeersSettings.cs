using Aether.Core;

namespace Aether.TestKit.Network;

/// <summary>Limits of every simulated endpoint: the same kinds that a real one has.</summary>
public sealed record SimulatedPeersSettings
{
    /// <summary>Bytes per microsecond that a node sends at most, and receives at most; 0 for no limit.</summary>
    /// <remarks>125 is a gigabit per second.</remarks>
    public int BytesPerUs { get; init; }

    /// <summary>Messages of one class of one connection sent and not yet taken by the other side.</summary>
    public int MaxQueuedMessages { get; init; } = 4_096;

    /// <summary>Bytes of one class likewise: two proposals of the largest size.</summary>
    public long MaxQueuedBytes { get; init; } = 2L * Limits.Network.MaxProposalBytes;

    /// <summary>Datagrams that wait at the receiver, of all connections; further ones are lost.</summary>
    public int MaxQueuedDatagrams { get; init; } = 8_192;

    /// <summary>Longest datagram.</summary>
    public int MaxDatagramBytes { get; init; } = 1_150;

    /// <summary>Own requests of one connection without an answer.</summary>
    public int MaxRequests { get; init; } = 16;

    /// <summary>Connections of one node, those being dialled included.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>How long a dial waits for an answer.</summary>
    public long DialTimeoutUs { get; init; } = 3_000_000;

    /// <summary>How long a connection lives while nothing passes.</summary>
    public long IdleTimeoutUs { get; init; } = 30_000_000;

    /// <summary>How long a request waits for its answer.</summary>
    public long RequestTimeoutUs { get; init; } = 5_000_000;
}
