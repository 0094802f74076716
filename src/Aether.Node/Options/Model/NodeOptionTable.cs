using Aether.Core;

namespace Aether.Node.Options.Model;

/// <summary>
/// Every option of a node. The command line, the environment, the configuration file, its schema and the reference
/// follow from this table.
/// </summary>
internal static class NodeOptionTable
{
    /// <summary>Name of the configuration file in a data folder.</summary>
    public const string FileName = "aether.toml";

    // Beyond it a block of transfers is too small to share.
    private const int MostDefaultLanes = 16;

    private static readonly OptionSpec[] s_all =
    [
        .. NodeSection(), .. Servers(), .. Peers(), .. Signer(), .. Storage(), .. Running(),
    ];

    /// <summary>The options in the order of the file.</summary>
    public static IReadOnlyList<OptionSpec> All => s_all;

    /// <summary>The option of a key; throws for a key that is not in the table: a mistake of the program.</summary>
    public static OptionSpec Of(string key) => Find(key) ?? throw new ArgumentException($"no option {key}");

    /// <summary>The option of a key, or null.</summary>
    public static OptionSpec? Find(string key) => Array.Find(s_all, spec => spec.Key == key);

    /// <summary>The sections in the order of the file.</summary>
    public static IEnumerable<string> Sections => s_all.Select(spec => spec.Section).Distinct();

    private static OptionSpec[] NodeSection() =>
    [
        new("node.data", "--data", OptionKind.Folder, "Everything that this node keeps.")
        {
            DefaultNote = "the folder of the configuration file",
        },
        new("node.network", "--network", OptionKind.Choice,
            "The kind of network. dev changes defaults for a machine that does other things too.")
        {
            Choices = ["custom", "dev"], Default = "custom",
        },
        new("node.role", "--role", OptionKind.Choice,
            "What the node is for: defaults of what it keeps follow. A validator needs keys or a signer.")
        {
            Choices = ["validator", "rpc", "archive"], Default = "validator",
        },
        new("node.genesis", "--genesis", OptionKind.File, "The chain's genesis.toml.")
        {
            DefaultNote = "genesis.toml in the data folder, where there is one",
        },
        new("node.keys", "--keys", OptionKind.File, "The validator's key file; or name a signer."),
        new("node.keys_passphrase", "--keys-passphrase", OptionKind.Text,
            "Where the passphrase of encrypted keys comes from: file:PATH, env:NAME or prompt.")
        {
            DefaultNote = "asked for on a terminal",
        },
        new("node.instance", "--instance", OptionKind.Integer,
            "Number of this node on the machine: ports that nobody named move by ten times as much.")
        {
            Max = 99, Default = "0",
        },
        new("node.ports", "--ports", OptionKind.Choice,
            "auto lets the system pick each port that nobody named; endpoints.json in the data folder has them.")
        {
            Choices = ["fixed", "auto"], Default = "fixed",
        },
    ];

    private static OptionSpec[] Servers() =>
    [
        new("rpc.port", "--rpc-port", OptionKind.Integer, "JSON-RPC port on 127.0.0.1; 0 picks a free one.")
        {
            Max = 65_535, Default = "8545", IsPort = true,
        },
        new("rpc.budget", "--rpc-budget", OptionKind.Integer,
            "What each address may ask of JSON-RPC in a second, in the units of json-rpc.md; 0 for no limit.")
        {
            Max = 1_000_000_000, Unit = "units", Default = "0",
        },
        new("rpc.burst", "--rpc-burst", OptionKind.Integer,
            "What an address that was quiet may ask at once; 0 for ten seconds of rpc.budget.")
        {
            Max = 1_000_000_000, Unit = "units", Default = "0",
        },
        new("firehose.port", "--firehose-port", OptionKind.Integer,
            "Port on 127.0.0.1 of the Firehose, blocks by gRPC; 0, or a taken one that nobody named: a free one.")
        {
            Max = 65_535, Default = "8546", IsPort = true,
        },
        new("firehose.certificate", "--firehose-cert", OptionKind.File,
            "PEM certificate with which the Firehose speaks TLS; without one it speaks none."),
        new("firehose.certificate_key", "--firehose-cert-key", OptionKind.File,
            "PEM key of firehose.certificate; not needed when it is in the same file."),
        new("firehose.api_keys", "--firehose-api-keys", OptionKind.File,
            "Keys of which each call of the Firehose shows one in x-api-key: a file with one a line, mode 600."),
        new("metrics.port", "--metrics-port", OptionKind.Integer,
            "Port of /metrics on 127.0.0.1; 0 picks a free one, and so does a taken one that nobody named.")
        {
            Max = 65_535, Default = "9090", IsPort = true,
        },
        new("metrics.off", "--no-metrics", OptionKind.Boolean, "Serve no metrics.") { Default = "false" },
        new("traces.endpoint", "--otlp-endpoint", OptionKind.Text,
            "Send traces to this collector by OTLP over HTTP, such as http://127.0.0.1:4318."),
        new("traces.sample", "--otlp-sample", OptionKind.Integer, "Share of the slots whose traces are sent.")
        {
            Max = 100, Unit = "percent", Default = "10",
        },
        new("faucet.key", "--faucet-key", OptionKind.File,
            "Serve aeth_dev_faucet from this account; for chains named aether-dev only."),
    ];

    private static OptionSpec[] Peers() =>
    [
        new("p2p.listen", "--listen", OptionKind.Text, "UDP address and port for QUIC, such as 0.0.0.0:7600.")
        {
            DefaultNote = "the one in p2p.peers, or with p2p.bootstrap a free port",
        },
        new("p2p.peers", "--peers", OptionKind.File,
            "peers.toml: identity and address of each validator, in the order of the genesis."),
        new("p2p.bootstrap", "--bootstrap", OptionKind.List,
            "Where to begin to look for peers: IP:PORT or ID@IP:PORT, several with commas or again."),
        new("p2p.external", "--external", OptionKind.List,
            "Where other nodes reach this one, when that is not p2p.listen: IP:PORT, at most four."),
        new("p2p.node_key", "--node-key", OptionKind.File,
            "Key file that names this node to its peers; made in the data folder when there is none.")
        {
            DefaultNote = "node-key.json in the data folder",
        },
        new("p2p.proposals", "--proposals", OptionKind.Choice,
            "How own proposals are sent: long ones as shreds with many validators, always, or never.")
        {
            Choices = ["auto", "shreds", "whole"], Default = "auto",
        },
        new("p2p.accept_expired_trust", "--accept-expired-trust", OptionKind.Boolean,
            "Join though what this node trusts is too old for validators still to be bonded.")
        {
            Default = "false",
        },
    ];

    private static OptionSpec[] Signer() =>
    [
        new("signer.endpoint", "--signer", OptionKind.Text,
            "The signer process that holds the keys: unix:PATH or tls:HOST:PORT."),
        new("signer.certificate", "--signer-cert", OptionKind.File, "PEM certificate the signer shows."),
        new("signer.client_certificate", "--client-cert", OptionKind.File, "PEM certificate shown to the signer."),
        new("signer.client_key", "--client-key", OptionKind.File, "PEM key of signer.client_certificate."),
        new("signer.validator", "--validator", OptionKind.Integer,
            "With a signer: number of the validator in the genesis, from 0; not needed when it has one.")
        {
            Max = ushort.MaxValue,
        },
    ];

    private static OptionSpec[] Storage() =>
    [
        new("storage.pruning", "--pruning", OptionKind.Choice,
            "What of the past is kept. See src/docs/runbooks/storage.md.")
        {
            Choices = ["archive", "full", "minimal"], Default = "full",
        },
        new("storage.keep_states", "--keep-states", OptionKind.Integer,
            "With full: blocks below the final one whose states can be read.")
        {
            Max = int.MaxValue, Unit = "blocks", DefaultNote = "10000",
        },
        new("storage.keep_epochs", "--keep-epochs", OptionKind.Integer,
            "With minimal: epochs whose blocks and receipts are kept.")
        {
            Min = Execution.Storage.Retention.MinEpochs, Max = int.MaxValue, Unit = "epochs", DefaultNote = "2",
        },
        new("storage.index", "--index", OptionKind.Choice,
            "accounts keeps history and outputs by account in the folder index, for aeth_getAccountHistory.")
        {
            Choices = ["none", "accounts"], Default = "none",
        },
        new("storage.state_memory", "--state-memory", OptionKind.Integer,
            "Memory that the state may use; the node stops above it. 0: three quarters of the machine's.")
        {
            Max = 1 << 24, Unit = "MiB", Default = "0",
        },
        new("snapshots.rate", "--snapshot-rate", OptionKind.Integer,
            "Speed of the snapshot after each epoch, in snapshots of the data folder; 0 makes none.")
        {
            Max = 100_000, Unit = "MB/s", Default = "50",
        },
        new("disk.warn", "--disk-warn", OptionKind.Space,
            "Free space of the data folder's disk below which the log warns.") { Default = "15%" },
        new("disk.pause", "--disk-pause", OptionKind.Space,
            "Free space below which no snapshots are made.") { Default = "8%" },
        new("disk.stop", "--disk-stop", OptionKind.Space,
            "Free space below which the node stops cleanly with exit code 74.") { Default = "3%" },
    ];

    private static OptionSpec[] Running() =>
    [
        new("execution.lanes", "--lanes", OptionKind.Integer, "Processors that execute a block; 1 executes serially.")
        {
            Min = 1, Max = Limits.Execution.MaxLanes,
            DefaultNote = $"the processors of the machine, at most {MostDefaultLanes}",
        },
        new("shutdown.timeout", "--shutdown-timeout", OptionKind.Duration,
            "Longest time from a signal to the end; then the node gives up with exit code 75.") { Default = "30s" },
        new("log.format", "--log-format", OptionKind.Choice,
            "How the log on standard error looks. auto is text on a terminal and json elsewhere.")
        {
            Choices = ["auto", "text", "json", "logfmt"], Default = "auto",
        },
        new("log.level", "--log-level", OptionKind.LogLevels,
            "From which level on lines are written, such as \"info\" or \"warn,storage=debug\".")
        {
            Default = "info",
        },
    ];

    /// <summary>Lanes where nobody says.</summary>
    public static int DefaultLanes => Math.Min(Environment.ProcessorCount, MostDefaultLanes);
}
