using System.Globalization;
using Aether.Core;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>Whether the client kept up, so that what was measured is the nodes' doing.</summary>
internal sealed record SelfCheck
{
    /// <summary>99th percentile by which ready transactions were handed on late, milliseconds.</summary>
    public required double WakeLagP99 { get; init; }

    /// <summary>Transactions that were late since none was signed in time, as a share.</summary>
    public required double StarvedShare { get; init; }

    /// <summary>Share of those waits in which accounts were free: signing was too slow.</summary>
    public required double SignerShare { get; init; }

    /// <summary>99th percentile of the wait for a free connection, milliseconds.</summary>
    public required double ConnectionWaitP99 { get; init; }

    /// <summary>Processor time of the client over the run's, in processors.</summary>
    public required double Processors { get; init; }

    /// <summary>Processors of the machine.</summary>
    public required int MachineProcessors { get; init; }

    /// <summary>What all programs of the machine took, in processors, when the nodes run on it too; 0 else.</summary>
    public double MachineUsed { get; init; }

    /// <summary>Client and nodes share this machine.</summary>
    public bool IsShared { get; init; }

    /// <summary>
    /// Nothing was left of a machine that client and nodes share: then being late is no fault of the client's, since
    /// the nodes had what it did not get.
    /// </summary>
    public bool IsMachineFull => IsShared && MachineUsed * 100 >= Limits.LoadGen.FullMachinePercent * MachineProcessors;

    /// <summary>Time in pauses of the garbage collector, as a share of the run.</summary>
    public required double PauseShare { get; init; }

    /// <summary>Intended sends that were never made.</summary>
    public required long Unsent { get; init; }

    /// <summary>Sends that were made.</summary>
    public required long Sent { get; init; }

    /// <summary>Why the run says nothing about the nodes; empty when it does.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Judges the figures: a client is the bottleneck when it could have done more and did not, or took what
    /// the nodes needed.</summary>
    /// <param name="maxWakeLag">Largest lag, milliseconds.</param>
    public SelfCheck Judged(double maxWakeLag)
    {
        const double MaxStarved = 0.01;
        const double MaxPauses = 0.05;
        const double MaxProcessors = 0.9;
        const double MaxSharedProcessors = 0.5;
        const double MaxUnsent = 0.01;
        List<string> faults = [];
        if (WakeLagP99 > maxWakeLag && !IsMachineFull)
        {
            faults.Add(Text($"send lag p99 {WakeLagP99:F1} ms is above {maxWakeLag:F0} ms: the client woke late"));
        }
        if (StarvedShare * SignerShare > MaxStarved && !IsMachineFull)
        {
            faults.Add(Text($"{StarvedShare * SignerShare:P1} of the sends waited for signing"));
        }
        if (PauseShare > MaxPauses)
        {
            faults.Add(Text($"the client's garbage collector paused it {PauseShare:P1} of the time"));
        }
        if (Processors > (IsShared ? MaxSharedProcessors : MaxProcessors) * MachineProcessors)
        {
            faults.Add(Text($"the client used {Processors:F2} of {MachineProcessors} processors")
                + (IsShared ? ", which it shares with the nodes" : string.Empty));
        }
        if (Unsent > MaxUnsent * (Sent + Unsent))
        {
            // Whoever is to blame for it: the nodes were not offered what the figures are said to be of.
            faults.Add(Text($"{Unsent} of {Sent + Unsent} intended sends were never made: ")
                + (SignerShare > 0.5 ? "signing was too slow" : "all connections or accounts waited for answers"));
        }
        return this with { Faults = faults };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
