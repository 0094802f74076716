using Aether.Core.Types;

namespace Aether.Pipeline;

/// <summary>Why a node stopped itself.</summary>
/// <param name="Source">Thread or stage.</param>
/// <param name="Reason">One sentence for the operator.</param>
/// <param name="Exception">What was thrown, if anything was.</param>
public sealed record NodeFault(string Source, string Reason, Exception? Exception)
{
    /// <summary>True when two conflicting blocks are final: the node must not go on by itself.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The commit certificate that contradicts what is final here, where there is one.</summary>
    public QuorumCertificate? Conflict { get; init; }

    /// <summary>The evidence that this node checked last, the newest last.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}
