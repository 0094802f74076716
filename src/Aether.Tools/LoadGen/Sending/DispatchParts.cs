using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>What a dispatcher connects.</summary>
internal sealed record DispatchParts
{
    /// <summary>Intended times.</summary>
    public required SendSchedule Schedule { get; init; }

    /// <summary>When the schedule starts; nanoseconds of the clock.</summary>
    public required long Offset { get; init; }

    /// <summary>The run's clock.</summary>
    public required RunClock Clock { get; init; }

    /// <summary>Signed transactions.</summary>
    public required TransactionSource Source { get; init; }

    /// <summary>Told of each send.</summary>
    public required TransactionTracker Tracker { get; init; }

    /// <summary>Connections by node.</summary>
    public required NodeSender[] Senders { get; init; }

    /// <summary>Sends due before this do not count; nanoseconds.</summary>
    public required long WarmUpEnd { get; init; }

    /// <summary>How long what was due is still sent after the end; nanoseconds.</summary>
    public required long Grace { get; init; }
}
