namespace Aether.TestKit.NodeSimulation;

/// <summary>A partition and what else goes wrong meanwhile.</summary>
/// <param name="PauseUs">Time before it, after everybody has caught up.</param>
/// <param name="Partition">The partition; its time does not count.</param>
/// <param name="Also">Other disruptions, their times counted from the beginning of the partition.</param>
public sealed record PartitionRound(
    long PauseUs, NodeDisruption Partition, IReadOnlyList<NodeDisruption> Also);
