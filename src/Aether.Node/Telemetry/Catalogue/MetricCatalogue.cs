namespace Aether.Node.Telemetry.Catalogue;

/// <summary>
/// Every metric of a node, by subject. Registration, documents, dashboards and alerts come from here.
/// </summary>
internal static class MetricCatalogue
{
    /// <summary>Subjects in the order of the documents.</summary>
    public static IReadOnlyList<(string Subject, MetricInfo[] Metrics)> Subjects { get; } =
    [
        ("Stages", StageMetrics.All),
        ("Consensus and keys", ConsensusMetrics.All),
        ("Transactions", TransactionMetrics.All),
        ("State and storage", StateMetrics.All),
        ("Network", NetworkMetrics.All),
        ("RPC and streams", RpcRows.All),
        ("Process", ProcessMetrics.All),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } = [.. Subjects.SelectMany(subject => subject.Metrics)];
}
