namespace Aether.PipelineBench.Validators;

/// <summary>Totals since the start that hold for every validator.</summary>
/// <param name="Transactions">Final and durable.</param>
/// <param name="Blocks">Final blocks, empty ones included.</param>
/// <param name="Bytes">Their payloads.</param>
internal readonly record struct FinalCounts(long Transactions, long Blocks, long Bytes)
{
    public static FinalCounts operator -(FinalCounts left, FinalCounts right) =>
        new(left.Transactions - right.Transactions, left.Blocks - right.Blocks, left.Bytes - right.Bytes);
}
