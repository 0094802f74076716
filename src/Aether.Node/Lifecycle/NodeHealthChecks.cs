using Aether.Node.Indexing;
using Aether.Node.Rpc;
using Aether.Node.Signing;
using Aether.Pipeline;
using Aether.Pipeline.Status;

namespace Aether.Node.Lifecycle;

/// <summary>What makes each part of a node well or not.</summary>
internal static class NodeHealthChecks
{
    // A leader that is gone costs a few slots; this many in a row are more than bad luck.
    private const long SlotsDegraded = 10;
    private const long SlotsFailed = 60;
    private const int FewPeers = 3;
    private const ulong BlocksBehind = 100;

    /// <summary>Slots since the last final block.</summary>
    public static long SlotsBehind(NodeView view)
    {
        ConsensusStatus status = view.Pipeline.ConsensusStatus;
        return status.View > status.Finalized.View ? (long)(status.View - status.Finalized.View) : 0;
    }

    /// <summary>The chain is further than this node.</summary>
    public static bool IsBehind(NodeView view) => SlotsBehind(view) > SlotsDegraded;

    /// <summary>Adds the parts that every node has.</summary>
    /// <param name="board">Where to.</param>
    /// <param name="node">The node.</param>
    /// <param name="view">Its chain and pipeline.</param>
    /// <param name="signer">The signer process; null when this process signs, or nobody does.</param>
    public static void Add(HealthBoard board, NodeHost node, NodeView view, RemoteSigner? signer)
    {
        NodePipeline pipeline = view.Pipeline;
        board.Add("consensus", () => Failed(pipeline, FaultKind.IsConsensusFault) ?? SlotsBehind(view) switch
        {
            > SlotsFailed and var slots => (HealthState.Failed, $"no block was final for {slots} slots"),
            > SlotsDegraded and var slots => (HealthState.Degraded, $"no block was final for {slots} slots"),
            _ => (HealthState.Ok, ""),
        });
        board.Add("execution", () => Failed(pipeline, FaultKind.IsExecutionFault) ?? (HealthState.Ok, ""));
        board.Add("storage", () => Failed(pipeline, FaultKind.IsStorageFault) ?? (HealthState.Ok, ""));
        board.Add("index", () => Index(view.Index));
        board.Add("p2p", () => Peers(node));
        board.Add("signer", () => signer is null ? Own(pipeline) : Remote(signer.State));
    }

    private static (HealthState State, string Reason)? Failed(NodePipeline pipeline, Func<NodeFault, bool> isOf) =>
        pipeline.Fault is { } fault && isOf(fault) ? (HealthState.Failed, fault.Reason) : null;

    // The chain goes on without it, so that no probe takes the node away for its index.
    private static (HealthState State, string Reason) Index(AccountIndex? index) => index switch
    {
        null => (HealthState.Disabled, "no index by account"),
        { Failure: { } failure } => (HealthState.Degraded, $"ended at block {index.View.Height}: {failure}"),
        { Lag: > BlocksBehind and var behind } => (HealthState.Degraded, $"{behind} blocks behind"),
        _ => (HealthState.Ok, ""),
    };

    private static (HealthState State, string Reason) Peers(NodeHost node) => node.ConnectedPeers switch
    {
        null => (HealthState.Disabled, "no links to other processes"),
        0 when node.HasPeers => (HealthState.Failed, "no peer is connected"),
        < FewPeers and var connected => (HealthState.Degraded, $"{connected} peers are connected"),
        _ => (HealthState.Ok, ""),
    };

    private static (HealthState State, string Reason) Own(NodePipeline pipeline) =>
        pipeline.Parts.Signer is null ? (HealthState.Disabled, "no keys") : (HealthState.Ok, "");

    private static (HealthState State, string Reason) Remote(RemoteSignerState state) => state switch
    {
        RemoteSignerState.Ready => (HealthState.Ok, ""),
        RemoteSignerState.Listening => (HealthState.Degraded, "waits whether the key signs elsewhere"),
        RemoteSignerState.SeenElsewhere => (HealthState.Failed, "the key was seen signing elsewhere"),
        _ => (HealthState.Failed, "the signer is not connected"),
    };
}
