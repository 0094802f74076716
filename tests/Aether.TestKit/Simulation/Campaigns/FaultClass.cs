namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>What a fault hits.</summary>
public enum FaultClass
{
    /// <summary>A process: it stops, or two run with one key.</summary>
    Process,

    /// <summary>Links between nodes.</summary>
    Partition,

    /// <summary>What a node stored.</summary>
    Disk,

    /// <summary>Time as a node sees it.</summary>
    Clock,

    /// <summary>One packet.</summary>
    Packet,
}
