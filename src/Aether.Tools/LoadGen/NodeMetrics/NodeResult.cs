namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What the metrics of one node say about a run.</summary>
internal sealed record NodeResult
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Seconds between the first and the last sample.</summary>
    public required double Seconds { get; init; }

    /// <summary>Stages.</summary>
    public required IReadOnlyList<StageUse> Stages { get; init; }

    /// <summary>Links.</summary>
    public required IReadOnlyList<LinkUse> Links { get; init; }

    /// <summary>Threads.</summary>
    public required IReadOnlyList<ThreadUse> Threads { get; init; }

    /// <summary>Processor time of the process, in processors; of the whole devnet when its nodes share one.</summary>
    public double Processors { get; init; }

    /// <summary>When its process began, seconds since the Unix epoch: nodes of one process share its figures. 0 when
    /// unknown.</summary>
    public double ProcessStart { get; init; }

    /// <summary>Resident memory of the process at the start, bytes; 0 when unknown.</summary>
    public double RssStart { get; init; }

    /// <summary>Resident memory at the end.</summary>
    public double RssEnd { get; init; }

    /// <summary>Largest sample of it.</summary>
    public double RssMax { get; init; }

    /// <summary>Samples of resident memory: seconds since the start of the run, and bytes.</summary>
    public IReadOnlyList<double[]> Rss { get; init; } = [];
}
