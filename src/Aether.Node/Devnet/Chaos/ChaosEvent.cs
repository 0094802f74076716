using System.Globalization;

namespace Aether.Node.Devnet.Chaos;

/// <summary>One thing that a script does.</summary>
/// <param name="At">When, after all nodes have answered.</param>
/// <param name="Action">What.</param>
/// <param name="Nodes">To which nodes, by their folders' numbers, ascending; empty for all links.</param>
internal sealed record ChaosEvent(TimeSpan At, ChaosAction Action, IReadOnlyList<int> Nodes)
{
    /// <summary>With <see cref="ChaosAction.Slow"/>: time each packet travels, in microseconds.</summary>
    public int DelayMicros { get; init; }

    /// <summary>With <see cref="ChaosAction.Slow"/>: added to or taken from it, in microseconds.</summary>
    public int JitterMicros { get; init; }

    /// <summary>The action as scripts name it.</summary>
    public string Name => NameOf(Action);

    /// <summary>The event for people.</summary>
    public string Text => Action switch
    {
        ChaosAction.Slow => string.Create(
            CultureInfo.InvariantCulture,
            $"slow to {DelayMicros / 1_000.0:0.###} +- {JitterMicros / 1_000.0:0.###} ms"),
        ChaosAction.Heal => "heal",
        _ => $"{Name} {string.Join(", ", Nodes)}",
    };

    /// <summary>An action as scripts name it.</summary>
    public static string NameOf(ChaosAction action) => action switch
    {
        ChaosAction.Kill => "kill",
        ChaosAction.Restart => "restart",
        ChaosAction.Pause => "pause",
        ChaosAction.Resume => "resume",
        ChaosAction.Partition => "partition",
        ChaosAction.Heal => "heal",
        _ => "slow",
    };
}
