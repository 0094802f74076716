using Aether.Core.Diagnostics;
using Aether.Execution.Storage;
using Aether.Node.Devnet.Control;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Lifecycle;
using Aether.Node.Options.Model;
using Aether.Node.Signing;
using Aether.Node.Telemetry.Tracing;

namespace Aether.Node.Options;

/// <summary>What `aether run` was asked for.</summary>
/// <param name="GenesisPath">The chain.</param>
/// <param name="KeyPath">The validator's key file; null with a signer, and for an observer.</param>
/// <param name="DataFolder">Everything the node keeps.</param>
/// <param name="RpcPort">Of JSON-RPC on loopback; 0 picks a free one.</param>
internal sealed record RunOptions(string GenesisPath, string? KeyPath, string DataFolder, int RpcPort)
{
    /// <summary>Where the passphrase of encrypted keys comes from; null for a terminal.</summary>
    public string? KeysPassphrase { get; init; }

    /// <summary>Units of calls that an address has each second; 0 for no limit.</summary>
    public int RpcBudget { get; init; }

    /// <summary>Units that it may have saved; 0 for ten seconds of the budget.</summary>
    public int RpcBurst { get; init; }

    /// <summary>Of the Firehose on loopback; 0 picks a free one, null serves none.</summary>
    public int? FirehosePort { get; init; }

    /// <summary>Somebody wants that port and no other.</summary>
    public bool IsFirehosePortNamed { get; init; }

    /// <summary>Who may ask the Firehose, and how.</summary>
    public GrpcAccess FirehoseAccess { get; init; } = GrpcAccess.Open;

    /// <summary>The signer process; null when keys are a file.</summary>
    public SignerLink? Signer { get; init; }

    /// <summary>With a signer: the validator's number in the genesis; null for the only one.</summary>
    public int? Validator { get; init; }

    /// <summary>Megabytes a second for the snapshot after each epoch; 0 makes none.</summary>
    public int SnapshotRate { get; init; }

    /// <summary>Processors that execute a block.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Bytes of memory that the state may use; null for three quarters of the machine's.</summary>
    public long? StateBytes { get; init; }

    /// <summary>What of the past the node keeps; null for what its store was begun with.</summary>
    public Retention? Retention { get; init; }

    /// <summary>Keep the index by account.</summary>
    public bool KeepsIndex { get; init; }

    /// <summary>Identities and addresses of all validators; null for a chain with one.</summary>
    public string? PeersPath { get; init; }

    /// <summary>The key that names the node to its peers; null for the one in the data folder.</summary>
    public string? NodeKeyPath { get; init; }

    /// <summary>Where to listen; null for the address that the peers know.</summary>
    public string? Listen { get; init; }

    /// <summary>Where to begin to look for peers; none with fixed links.</summary>
    public IReadOnlyList<string> Bootstrap { get; init; } = [];

    /// <summary>Where others reach this node; none for the address that it listens on.</summary>
    public IReadOnlyList<string> External { get; init; } = [];

    /// <summary>The node finds its peers itself.</summary>
    public bool FindsPeers => PeersPath is null && (Bootstrap.Count > 0 || Listen is not null);

    /// <summary>Believe signatures of validators whose stake may be gone.</summary>
    public bool AcceptsExpiredTrust { get; init; }

    /// <summary>A development account to give from; null for none.</summary>
    public string? FaucetKeyPath { get; init; }

    /// <summary>How own proposals are sent.</summary>
    public ProposalForm Proposals { get; init; }

    /// <summary>Write a JSON line for each final block and each second.</summary>
    public bool Json { get; init; }

    /// <summary>Stop when standard input ends.</summary>
    public bool StopWithInput { get; init; }

    /// <summary>Longest time of a stop.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Free space below which something is done.</summary>
    public DiskLimits Disk { get; init; } = DiskLimits.Usual;

    /// <summary>
    /// One validator alone on a machine for development: nobody's claim is waited for before a block.
    /// </summary>
    public bool IsDevelopment { get; init; }

    /// <summary>With that: copies of the chain, to which it can be put back; null for none.</summary>
    public DevSnapshots? Snapshots { get; init; }

    /// <summary>Of metrics on loopback; 0 picks a free one. Null serves none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Somebody wants that port and no other.</summary>
    public bool IsMetricsPortNamed { get; init; }

    /// <summary>Where traces go; null for nowhere.</summary>
    public OtlpOptions? Traces { get; init; }

    /// <summary>Told once the node serves requests; null for nobody.</summary>
    public Action<NodeEndpoints>? OnReady { get; init; }

    /// <summary>Where each choice comes from; null when the program made them itself.</summary>
    public NodeConfig? Config { get; init; }

    /// <summary>The options of a configuration.</summary>
    /// <exception cref="NodeStartException">They do not fit together.</exception>
    public static RunOptions From(NodeConfig config)
    {
        string data = config.Text("node.data") ?? throw Missing("data folder", "node.data");
        string genesis = config.Text("node.genesis") ?? throw Missing("chain", "node.genesis");
        string? keys = config.Text("node.role") == "validator" ? config.Text("node.keys") : null;
        int mebibytes = config.Integer("storage.state_memory");
        return new RunOptions(genesis, keys, data, config.Integer("rpc.port"))
        {
            Signer = SignerLink.From(
                config.Text("signer.endpoint"),
                config.Text("signer.certificate"),
                config.Text("signer.client_certificate"),
                config.Text("signer.client_key")),
            KeysPassphrase = config.Text("node.keys_passphrase"),
            RpcBudget = config.Integer("rpc.budget"),
            RpcBurst = config.Integer("rpc.burst"),
            FirehosePort = config.Integer("firehose.port"),
            IsFirehosePortNamed = config.Origin("firehose.port").Source != ConfigSource.Default,
            FirehoseAccess = GrpcAccess.Read(
                config.Text("firehose.certificate"),
                config.Text("firehose.certificate_key"),
                config.Text("firehose.api_keys")),
            Validator = config.Number("signer.validator"),
            SnapshotRate = config.Integer("snapshots.rate"),
            Lanes = config.Number("execution.lanes") ?? NodeOptionTable.DefaultLanes,
            StateBytes = mebibytes == 0 ? null : (long)mebibytes << 20,
            Retention = PruningOptions.Parse(
                config.Text("storage.pruning")!,
                config.Number("storage.keep_states"),
                config.Number("storage.keep_epochs")),
            KeepsIndex = config.Text("storage.index") == "accounts",
            PeersPath = config.Text("p2p.peers"),
            NodeKeyPath = config.Text("p2p.node_key"),
            Listen = config.Text("p2p.listen"),
            Bootstrap = config.List("p2p.bootstrap"),
            External = config.List("p2p.external"),
            AcceptsExpiredTrust = config.Flag("p2p.accept_expired_trust"),
            Proposals = Enum.Parse<ProposalForm>(config.Text("p2p.proposals")!, ignoreCase: true),
            FaucetKeyPath = config.Text("faucet.key"),
            MetricsPort = config.Flag("metrics.off") ? null : config.Integer("metrics.port"),
            IsMetricsPortNamed = config.Origin("metrics.port").Source != ConfigSource.Default,
            Traces = OtlpOptions.From(config.Text("traces.endpoint"), config.Integer("traces.sample")),
            ShutdownTimeout = config.Duration("shutdown.timeout"),
            Disk = new DiskLimits(Space(config, "disk.warn"), Space(config, "disk.pause"), Space(config, "disk.stop")),
            Config = config,
        };
    }

    private static SpaceThreshold Space(NodeConfig config, string key)
    {
        // The table has checked the text.
        bool ok = SpaceThreshold.TryParse(config.Text(key)!, out SpaceThreshold value);
        Check.That(ok);
        return value;
    }

    private static NodeStartException Missing(string what, string key)
    {
        OptionSpec spec = NodeOptionTable.Of(key);
        return new NodeStartException(
            ExitCode.Usage,
            $"the {what} is not named: say {spec.Flag}, or make a folder with: aether init --network dev --data DIR; "
            + "or run a chain for development with: aether dev.");
    }
}
