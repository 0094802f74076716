using Aether.Execution.Storage;
using Aether.Node.Signing;

namespace Aether.Node.Options;

/// <summary>What `aether run` was asked for.</summary>
/// <param name="GenesisPath">The chain.</param>
/// <param name="KeyPath">The validator's key file; null with a signer, and for an observer.</param>
/// <param name="DataFolder">Everything the node keeps.</param>
/// <param name="RpcPort">Of JSON-RPC on loopback; 0 picks a free one.</param>
internal sealed record RunOptions(string GenesisPath, string? KeyPath, string DataFolder, int RpcPort)
{
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
}
