using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Devnet.Control;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Options.Model;
using Aether.Node.Signing;
using Aether.Node.Telemetry;
using Aether.Pipeline;

namespace Aether.Node;

/// <summary>What a node is put together from.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="Keys">
/// The validator's secrets; the host takes them over. Null with a signer process, and for an observer.
/// </param>
/// <param name="KeyFile">Where an evolved KES key is written back.</param>
/// <param name="DataFolder">Holds the store and the safety log; the caller holds its lock.</param>
/// <param name="Transport">The other nodes; the caller disposes of it.</param>
/// <param name="Pipeline">Choices of the pipeline.</param>
internal sealed record NodeHostOptions(
    Genesis Genesis,
    ValidatorKeys? Keys,
    string KeyFile,
    string DataFolder,
    ITransport Transport,
    PipelineOptions Pipeline)
{
    /// <summary>How own proposals are sent.</summary>
    public ProposalForm Proposals { get; init; }

    /// <summary>What of the past the node keeps; null for what its store was begun with.</summary>
    public Retention? Retention { get; init; }

    /// <summary>Keep the index by account.</summary>
    public bool KeepsIndex { get; init; }

    /// <summary>Bytes of memory that the state may use; null for three quarters of the machine's.</summary>
    public long? StateBytes { get; init; }

    /// <summary>The chain, when it is open already; the host takes it over. Null to open it in the folder.</summary>
    public ChainStore? Store { get; init; }

    /// <summary>Index of the validator in the genesis whose signer process is <see cref="Signer"/>.</summary>
    public ushort SignerIndex { get; init; }

    /// <summary>The peers that the node finds itself; null when its transport has fixed links.</summary>
    public PeerNetwork? Peers { get; init; }

    /// <summary>Where the node is between its start and its end.</summary>
    public NodeLifecycle Lifecycle { get; init; } = new(TimeProvider.System);

    /// <summary>What the node measures of itself; the host takes it over. Null for one of the host's own.</summary>
    public NodeTelemetry? Telemetry { get; init; }

    /// <summary>The clock of a chain for development with one validator; null for that of the machine.</summary>
    public DevClock? Clock { get; init; }

    /// <summary>Copies of that chain; null where nobody can put it back.</summary>
    public DevSnapshots? Snapshots { get; init; }

    /// <summary>What the node was told, for its owner; null when it was not started from a configuration.</summary>
    public NodeConfig? Config { get; init; }

    /// <summary>The node has no keys and signs nothing.</summary>
    public bool IsObserver => Keys is null && Signer is null;

    /// <summary>The signer process; the host takes the link over. Null when this process signs.</summary>
    public RemoteSigner? Signer { get; init; }
}
