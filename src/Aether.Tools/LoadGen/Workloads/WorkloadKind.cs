namespace Aether.Tools.LoadGen.Workloads;

/// <summary>What a workload sends.</summary>
internal enum WorkloadKind : byte
{
    /// <summary>A transfer to a random account of the pool.</summary>
    Transfer,

    /// <summary>A transfer whose receiver is, for a share of them, one of few accounts.</summary>
    Hot,

    /// <summary>An object with much data.</summary>
    Large,

    /// <summary>A call of a contract.</summary>
    Contract,

    /// <summary>Recorded requests, verbatim.</summary>
    Replay,
}
