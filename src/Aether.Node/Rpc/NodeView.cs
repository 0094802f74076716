using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Node.Telemetry;
using Aether.Node.Feed;
using Aether.Node.Indexing;
using Aether.Node.Rpc.Stories;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc;

/// <summary>The node as the RPC methods see it.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="Store">Final and pending blocks.</param>
/// <param name="Pipeline">Heads, mempool, submission.</param>
/// <param name="Time">Clock of the uptime.</param>
internal sealed record NodeView(Genesis Genesis, ChainStore Store, NodePipeline Pipeline, TimeProvider Time)
{
    private readonly long _startTimestamp = Time.GetTimestamp();

    /// <summary>Prefix of this chain's addresses.</summary>
    public string AddressPrefix { get; } = AddressText.HrpFor(Genesis.ChainId);

    /// <summary>The peers that the node finds itself; null when its links are fixed.</summary>
    public PeerNetwork? Peers { get; init; }

    /// <summary>The links that the node was given; null where it finds its peers or has none.</summary>
    public PeerLinks? Links { get; init; }

    /// <summary>The events of the chain. The pipeline must not have been started when this object is made.</summary>
    public ChainFeed Feed { get; } = ChainFeed.Follow(Genesis, Store, Pipeline);

    /// <summary>The index by account; null where none is kept. Set before anybody asks.</summary>
    public AccountIndex? Index { get; set; }

    /// <summary>What the node measures of itself.</summary>
    public NodeTelemetry Telemetry { get; init; } = new(Genesis, Time);

    /// <summary>The epochs that began.</summary>
    public EpochArchive Epochs { get; } = new(Genesis, Store);

    /// <summary>What the node is doing: a stage of its start, "running" or "stopping".</summary>
    public Func<string> Phase { get; init; } = static () => "running";

    /// <summary>What became of transactions that were sent here.</summary>
    public StoryStore Stories { get; } = new(Time);

    /// <summary>Milliseconds since this object was made.</summary>
    public long UptimeMs => (long)Time.GetElapsedTime(_startTimestamp).TotalMilliseconds;
}
