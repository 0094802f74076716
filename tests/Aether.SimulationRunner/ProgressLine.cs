using System.Globalization;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>One line on the terminal that says how far the campaign is; every minute one line in a log.</summary>
internal sealed class ProgressLine(string level)
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _minutes;

    /// <summary>Shows the totals.</summary>
    public void Show(CampaignRunner campaign)
    {
        CampaignTotals totals = campaign.Totals;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{level} {campaign.Elapsed:hh\\:mm\\:ss} seeds {totals.Seeds} hours {totals.ClusterHours:F1} "
            + $"events {totals.Events / 1e6:F1}M ({totals.Events / campaign.Elapsed.TotalSeconds / 1e6:F2}M/s) "
            + $"faults {totals.Faults.Heavy} packets {totals.Faults.Sum(FaultClass.Packet) / 1e6:F2}M "
            + $"violations {totals.Violations.Count}");
        if (_terminal)
        {
            Console.Error.Write('\r' + line);
        }
        else if ((int)campaign.Elapsed.TotalMinutes > _minutes)
        {
            _minutes = (int)campaign.Elapsed.TotalMinutes;
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Shows a violation: seed, checker and the first line of what it says.</summary>
    public void ShowViolation(string violation)
    {
        int end = violation.AsSpan().IndexOfAny('\r', '\n');
        string line = $"{level} violation: {(end < 0 ? violation : violation[..end])}";
        Console.Error.WriteLine(_terminal ? "\r" + line.PadRight(Math.Max(0, Console.BufferWidth - 1)) : line);
    }

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (_terminal)
        {
            Console.Error.WriteLine();
        }
    }
}
