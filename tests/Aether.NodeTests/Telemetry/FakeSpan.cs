namespace Aether.NodeTests.Telemetry;

/// <summary>A span as a collector sees it.</summary>
internal sealed record FakeSpan(
    string Instance,
    string Trace,
    string Id,
    string? Parent,
    string Name,
    int Kind,
    ulong Start,
    ulong End,
    string View);
