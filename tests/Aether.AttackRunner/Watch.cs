using Aether.Node.Devnet;

namespace Aether.AttackRunner;

/// <summary>What was seen of the victims in the windows of one kind: attacked, or left alone.</summary>
internal sealed class Watch
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly List<long> _latencies = [];

    /// <summary>Finality times measured.</summary>
    public int Samples => _latencies.Count;

    /// <summary>Blocks that became final.</summary>
    public ulong Blocks { get; private set; }

    /// <summary>Longest time between two of them within a window, in milliseconds.</summary>
    public double LongestWaitMs { get; private set; }

    /// <summary>Most resident memory of a victim.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Where victims disagree; null while they do not.</summary>
    public ulong? Disagreement { get; private set; }

    /// <summary>Smallest finality time that so many percent of the samples do not exceed; 0 without samples.</summary>
    public double Percentile(int percent)
    {
        long[] ascending = [.. _latencies.Order()];
        return ascending.Length == 0 ? 0 : ascending[((ascending.Length * percent) + 99) / 100 - 1];
    }

    /// <summary>Adds a window: from now until the task is over.</summary>
    public async Task AddAsync(AttackSite site, Task window)
    {
        site.Meter.Mark();
        ulong first = site.Meter.Summarise().Finalized;
        while (!window.IsCompleted)
        {
            await Task.WhenAny(window, Task.Delay(s_look));
            MemoryBytes = Math.Max(MemoryBytes, site.Memory());
        }
        await window;
        DevnetSummary summary = site.Meter.Summarise();
        _latencies.AddRange(site.Meter.LatenciesMs());
        Blocks += summary.Finalized - first;
        LongestWaitMs = Math.Max(LongestWaitMs, summary.LongestWaitMs);
        Disagreement ??= summary.StateRootEqual ? null : summary.CommonHeight;
    }
}
