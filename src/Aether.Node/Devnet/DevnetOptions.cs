using Aether.Execution.Storage;
using Aether.Node.Devnet.Chaos;
using Aether.Node.Devnet.Links;
using Aether.Node.Options;

namespace Aether.Node.Devnet;

/// <summary>What `aether devnet` was asked for.</summary>
/// <param name="Validators">Full validators in this process, 1 to 16.</param>
/// <param name="DataFolder">Holds one folder per node, the genesis, keys and endpoints.</param>
/// <param name="Seed">Makes keys and accounts; must be the same for an existing folder.</param>
/// <param name="RunFor">Stop by itself after this time; null runs until interrupted.</param>
/// <param name="Json">One JSON line a second on standard output, nothing else.</param>
/// <param name="RpcPort">Port of the JSON-RPC server of node 0; 0 picks a free one.</param>
internal sealed record DevnetOptions(
    int Validators, string DataFolder, ulong Seed, TimeSpan? RunFor, bool Json, int RpcPort)
{
    /// <summary>
    /// Port of the Firehose of node 0; 0 picks a free one, null takes 8546 or, where that is taken, a free one.
    /// </summary>
    public int? FirehosePort { get; init; }

    /// <summary>Each validator's keys are held by a signer process of its own.</summary>
    public bool RemoteSigner { get; init; }

    /// <summary>What of the past each validator keeps.</summary>
    public Retention Retention { get; init; } = Retention.Full;

    /// <summary>The first validator, whose JSON-RPC everybody is told of, keeps the index by account.</summary>
    public bool KeepsIndex { get; init; } = true;

    /// <summary>Megabytes a second for each validator's snapshot after an epoch; 0 makes none.</summary>
    public int SnapshotRate { get; init; }

    /// <summary>Each validator is a process of its own, and QUIC connects them.</summary>
    public bool Processes { get; init; }

    /// <summary>Port of the metrics of validator 0, the others follow; 0 picks free ones. Null serves none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Somebody wants those ports and no others.</summary>
    public bool IsMetricsPortNamed { get; init; }

    /// <summary>The processes know one address, and find each other from there.</summary>
    public bool FindsPeers { get; init; }

    /// <summary>Processes without keys that follow the chain; only with <see cref="FindsPeers"/>.</summary>
    public int Observers { get; init; }

    /// <summary>Processes: validators, then observers.</summary>
    public int Nodes => Validators + Observers;

    /// <summary>The node whose address the others know: an observer where there is one.</summary>
    public int First => Observers > 0 ? Validators : 0;

    /// <summary>How own proposals are sent.</summary>
    public ProposalForm Proposals { get; init; }

    /// <summary>Each process has a network namespace, and this is what the links do; null for no namespaces.</summary>
    public LinkShape? Links { get; init; }

    /// <summary>What happens to the processes and links; empty for nothing.</summary>
    public IReadOnlyList<ChaosEvent> Chaos { get; init; } = [];

    /// <summary>Where metrics begin when nobody says.</summary>
    public const int DefaultMetricsPort = 9_090;

    /// <summary>Most validators of one devnet process.</summary>
    public const int MaxValidators = 16;

    /// <summary>Views of an epoch of a new folder; null for the usual six hours, or what a folder has.</summary>
    public uint? EpochSlots { get; init; }
}
