using System.Diagnostics;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry.Tracing;

/// <summary>Makes spans of what a node did for a slot.</summary>
/// <remarks>
/// The trace of a slot has the same identifier on every node of the chain, made from genesis, epoch and view: the spans
/// of all nodes for one block stand together, and sampling takes the same slots everywhere, without a message that
/// carries it. The span of the slot ends last, so its identifier is made from the trace and the node before it exists:
/// it is the parent of the others, and of itself (<see cref="IsSlot"/>).
/// <b>Threads</b>: any. <b>Cost</b>: no allocation while nobody listens.
/// </remarks>
internal sealed class SlotTraces
{
    /// <summary>Name of the span that the others of a slot belong to.</summary>
    public const string SlotName = "slot";

    private readonly ActivitySource _source;
    private readonly TimeProvider _time;
    private readonly Hash256 _genesis;
    private readonly long _anchor;
    private readonly DateTimeOffset _anchorWall;

    /// <summary>Makes spans of a source.</summary>
    /// <param name="source">The node's.</param>
    /// <param name="time">The pipeline's clock.</param>
    /// <param name="genesis">The chain.</param>
    public SlotTraces(ActivitySource source, TimeProvider time, Hash256 genesis)
    {
        _source = source;
        _time = time;
        _genesis = genesis;
        _anchor = time.GetTimestamp();
        _anchorWall = time.GetUtcNow();
    }

    /// <summary>Number of the validator; -1 for a node without keys. Set before the pipeline starts.</summary>
    public int Node { get; set; } = -1;

    /// <summary>True for the span of a slot: its own identifier is that of its parent, and it has no parent.</summary>
    public static bool IsSlot(Activity activity) => ReferenceEquals(activity.OperationName, SlotName);

    /// <summary>Makes the span of a piece of work, if it is one of a slot and somebody listens.</summary>
    public void Add(in WorkDone done)
    {
        if (!_source.HasListeners() || NameOf(done.Work) is not { } name)
        {
            return;
        }
        Span<byte> input = stackalloc byte[Hash256.Bytes + sizeof(uint) + sizeof(ulong) + sizeof(int)];
        Span<byte> hash = stackalloc byte[Hash256.Bytes];
        _genesis.Span.CopyTo(input);
        BitConverter.TryWriteBytes(input[Hash256.Bytes..], done.Epoch);
        BitConverter.TryWriteBytes(input[(Hash256.Bytes + sizeof(uint))..], done.View);
        int slotBytes = Hash256.Bytes + sizeof(uint) + sizeof(ulong);
        SHA256.HashData(input[..slotBytes], hash);
        ActivityTraceId trace = ActivityTraceId.CreateFromBytes(hash[..16]);
        BitConverter.TryWriteBytes(input[slotBytes..], Node);
        SHA256.HashData(input, hash);
        ActivityContext parent = new(
            trace, ActivitySpanId.CreateFromBytes(hash[..8]), ActivityTraceFlags.None, isRemote: true);
        using Activity? activity = _source.StartActivity(
            name, ActivityKind.Internal, parent, startTime: WallAt(done.Start));
        if (activity is null)
        {
            return;
        }
        activity.SetTag("aether.epoch", (long)done.Epoch);
        activity.SetTag("aether.view", (long)done.View);
        activity.SetTag("aether.node", (long)Node);
        if (done.Count > 0)
        {
            activity.SetTag("aether.transactions", (long)done.Count);
        }
        activity.SetEndTime(WallAt(done.End).UtcDateTime);
    }

    private static string? NameOf(PipelineWork work) => work switch
    {
        PipelineWork.Propose => "propose",
        PipelineWork.Execute => "execute",
        PipelineWork.StateRoot => "state root",
        PipelineWork.PrevotePhase => "vote",
        PipelineWork.PrecommitPhase => "finalize",
        PipelineWork.Commit => "commit",
        PipelineWork.Finality => SlotName,
        _ => null,
    };

    private DateTimeOffset WallAt(long timestamp) => _anchorWall + _time.GetElapsedTime(_anchor, timestamp);
}
