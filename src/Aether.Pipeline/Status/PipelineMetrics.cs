using Aether.Network.Transport;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline.Status;

/// <summary>
/// Counters of every stage of one node, copied at one moment. Totals since the start unless said otherwise.
/// </summary>
public sealed record PipelineMetrics
{
    /// <summary>Transactions that entered, from RPC and from peers.</summary>
    public long Ingested { get; init; }

    /// <summary>Of those, dropped because no pinned block was free or the submission link was full.</summary>
    public long IngressRefused { get; init; }

    /// <summary>Not canonical transactions.</summary>
    public long Malformed { get; init; }

    /// <summary>Dropped before verification because they were seen before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Refused by the ledger's admission rules.</summary>
    public long Inadmissible { get; init; }

    /// <summary>Signatures checked by ingress.</summary>
    public long SignaturesVerified { get; init; }

    /// <summary>Transactions with a signature that does not verify.</summary>
    public long BadSignatures { get; init; }

    /// <summary>Transactions sent on to other validators.</summary>
    public long Gossiped { get; init; }

    /// <summary>Most submissions that ever waited.</summary>
    public int SubmitHighWater { get; init; }

    /// <summary>Consensus messages decoded and stepped.</summary>
    public long ConsensusMessages { get; init; }

    /// <summary>Consensus messages that were not canonical.</summary>
    public long ConsensusMalformed { get; init; }

    /// <summary>Signatures this node made.</summary>
    public long Signed { get; init; }

    /// <summary>Signatures the signer refused.</summary>
    public long SignRefused { get; init; }

    /// <summary>Safety records made durable.</summary>
    public long SafetyRecords { get; init; }

    /// <summary>Own proposals given up for blocks of others that stand before them.</summary>
    public long ProposalsYielded { get; init; }

    /// <summary>Messages only a faulty validator sends.</summary>
    public long Penalties { get; init; }

    /// <summary>Equivocations seen.</summary>
    public long Evidence { get; init; }

    /// <summary>Blocks this node built.</summary>
    public long BlocksBuilt { get; init; }

    /// <summary>Blocks executed for a vote.</summary>
    public long BlocksExecuted { get; init; }

    /// <summary>Proposals refused because their content is invalid.</summary>
    public long BlocksInvalid { get; init; }

    /// <summary>Blocks made final.</summary>
    public long BlocksFinalized { get; init; }

    /// <summary>Transactions in final blocks.</summary>
    public long TransactionsFinalized { get; init; }

    /// <summary>Most requests that ever waited for the execution thread.</summary>
    public int ExecuteHighWater { get; init; }

    /// <summary>The mempool.</summary>
    public required MempoolStatus Mempool { get; init; }

    /// <summary>Consensus channel of the transport.</summary>
    public TransportCounters ConsensusTransport { get; init; }

    /// <summary>Transaction channel of the transport.</summary>
    public TransportCounters TransactionTransport { get; init; }
}
