namespace Aether.Pipeline.Status;

/// <summary>A piece of work with its time.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Start">When it began: a timestamp of the pipeline's time provider.</param>
/// <param name="End">When it ended.</param>
/// <param name="Epoch">Of the block; 0 where there is none.</param>
/// <param name="View">Of the block; 0 where there is none.</param>
/// <param name="Count">Transactions it was about.</param>
public readonly record struct WorkDone(PipelineWork Work, long Start, long End, uint Epoch, ulong View, int Count);
