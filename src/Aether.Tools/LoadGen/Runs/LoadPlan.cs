namespace Aether.Tools.LoadGen.Runs;

/// <summary>How one run sends.</summary>
internal sealed record LoadPlan
{
    /// <summary>Transactions a second of an open model.</summary>
    public required double Rate { get; init; }

    /// <summary>How long transactions are sent, warm-up included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is sent in this time at the start does not count.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Independent arrivals instead of equal gaps.</summary>
    public bool Poisson { get; init; }

    /// <summary>Virtual users of a closed model; 0 for an open one.</summary>
    public int Users { get; init; }

    /// <summary>Connections to all nodes together.</summary>
    public int Connections { get; init; } = 128;

    /// <summary>Most transactions of one HTTP request.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Views in which a transaction may be included.</summary>
    public ulong ValidityViews { get; init; } = 60;

    /// <summary>How often the watched node is asked for its next block.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to wait for what is on its way at the end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long what was due goes on being sent after the end, late.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for one answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Send lag p99 above which the client was the bottleneck, milliseconds.</summary>
    public double MaxWakeLagMs { get; init; } = 50;

    /// <summary>Decides gaps and choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// What a node is too busy for is sent again for its own intended time, instead of having failed.
    /// </summary>
    public bool Retries { get; init; }

    /// <summary>True for a closed model.</summary>
    public bool IsClosed => Users > 0;
}
