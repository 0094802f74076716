namespace Aether.Tools.Cli.Metrics;

/// <summary>A line of a node's log.</summary>
internal sealed record FlightEvent(DateTimeOffset At, string Line);
