namespace Aether.PipelineBench;

/// <summary>What is measured.</summary>
internal enum BenchMode
{
    /// <summary>Final transactions of running validators.</summary>
    Throughput,

    /// <summary>Insertions into a full mempool.</summary>
    Soak,

    /// <summary>The ingress stages alone.</summary>
    Admission,
}
