namespace Aether.Tools.Cli.Errors;

/// <summary>Errors of loads: their files, their thresholds, and runs that say nothing.</summary>
internal static class LoadErrors
{
    /// <summary>The entries.</summary>
    public static IReadOnlyList<ErrorEntry> Entries { get; } =
    [
        new(ErrorCode.BadWorkload, ExitCode.Usage, "BadWorkload",
            "a workload file, a threshold or a recording is not one",
            "A member, kind, metric or value is none that a load knows; the message names the line.",
            "`aetherctl loadgen workloads` shows files that are right; the hint names what was probably meant."),
        new(ErrorCode.ThresholdFailed, ExitCode.GateFailed, "ThresholdFailed", "a threshold of a load does not hold",
            "The run was measured, and the value is on the wrong side of what --threshold or the file demands.",
            "Look at the report: it names the stage that limits. Lower the rate, or change the threshold."),
        new(ErrorCode.ClientLimited, ExitCode.GateFailed, "ClientLimited",
            "a run is invalid: the client was the bottleneck",
            "The client woke late, signed too slowly, paused for its garbage collector or took the whole machine.",
            "Lower the rate, give --batch, or run the client on a machine of its own."),
        new(ErrorCode.Interrupted, ExitCode.Interrupted, "Interrupted", "a signal ended a run; its report is partial",
            "SIGINT or SIGTERM came while the load was sent or waited for.",
            "Use the report as what it is, or run it again."),
    ];
}
