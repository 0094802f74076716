namespace Aether.PipelineBench.Report;

/// <summary>Where time went: a thread of every validator together, or a stage in one.</summary>
/// <param name="Name">The thread, or thread and stage.</param>
/// <param name="Seconds">Of a processor for a thread; of wall time for a stage.</param>
/// <param name="Items">What it handled; null where it handles nothing that is counted.</param>
internal sealed record StageRow(string Name, double Seconds, long? Items);
