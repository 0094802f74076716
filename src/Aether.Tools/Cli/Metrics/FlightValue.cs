namespace Aether.Tools.Cli.Metrics;

/// <summary>A series took a value.</summary>
internal sealed record FlightValue(DateTimeOffset At, string Series, string Value);
