namespace Aether.NetBench.Loss;

/// <summary>What a case gave; times are of a whole block at a node, from the leader's first byte.</summary>
/// <param name="Sets">Sets that nodes should have got.</param>
/// <param name="WholeSets">Of these, decoded without repair.</param>
/// <param name="NodeBlocks">Blocks that nodes should have got.</param>
/// <param name="WholeBlocks">Of these, decoded without repair.</param>
/// <param name="RepairedBlocks">Of the others, decoded with repair.</param>
/// <param name="WholeUs">Times of blocks without repair, sorted.</param>
/// <param name="AllUs">Times of all blocks that were decoded, sorted.</param>
internal sealed record PropagationResult(
    long Sets, long WholeSets, long NodeBlocks, long WholeBlocks, long RepairedBlocks, int[] WholeUs, int[] AllUs)
{
    /// <summary>A percentile in milliseconds; not a number where there is nothing.</summary>
    public static double Percentile(int[] sorted, double share) =>
        sorted.Length == 0
            ? double.NaN
            : sorted[(int)Math.Clamp(Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)] / 1e3;
}
