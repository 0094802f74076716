namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What a thread of one node did during a run.</summary>
/// <param name="Thread">Name of the thread.</param>
/// <param name="Processors">Processor time, in processors.</param>
/// <param name="Busy">Share of the time in work.</param>
/// <param name="Wait">Share of the time without work.</param>
/// <param name="Backpressure">Share of the time waiting for another thread.</param>
/// <param name="Stages">Stages that it runs.</param>
internal sealed record ThreadUse(
    string Thread, double Processors, double Busy, double Wait, double Backpressure, IReadOnlyList<string> Stages);
