using Aether.Core.Types;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Watching;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>What a source of transactions is made of.</summary>
internal sealed record SourceParts
{
    /// <summary>The chain.</summary>
    public required Genesis Genesis { get; init; }

    /// <summary>Who signs and pays.</summary>
    public required AccountPool Accounts { get; init; }

    /// <summary>View and price.</summary>
    public required ChainClock Clock { get; init; }

    /// <summary>Chooses among the workloads.</summary>
    public required WorkloadMix Mix { get; init; }

    /// <summary>The workloads; null where it is a recording.</summary>
    public required IReadOnlyList<Workload?> Workloads { get; init; }

    /// <summary>The recordings; null where it is a workload that signs.</summary>
    public required IReadOnlyList<RecordedRequests?> Recordings { get; init; }

    /// <summary>Decides choices.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most requests that are ready.</summary>
    public required int Capacity { get; init; }

    /// <summary>Views in which a transaction may be included.</summary>
    public required ulong ValidityViews { get; init; }
}
