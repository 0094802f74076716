using Aether.Node.Options;
using Aether.Pipeline;

namespace Aether.Node.Lifecycle;

/// <summary>Which part of a node a fault is of.</summary>
internal static class FaultKind
{
    /// <summary>The disk or the store failed.</summary>
    public static bool IsStorageFault(NodeFault fault) => NodeHost.CodeOf(fault) == ExitCode.Storage;

    /// <summary>What was signed or agreed on failed.</summary>
    public static bool IsConsensusFault(NodeFault fault) =>
        NodeHost.CodeOf(fault) is ExitCode.Conflict or ExitCode.Refused;

    /// <summary>Any other part failed.</summary>
    public static bool IsExecutionFault(NodeFault fault) => !IsStorageFault(fault) && !IsConsensusFault(fault);
}
