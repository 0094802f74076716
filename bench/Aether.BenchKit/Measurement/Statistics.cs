namespace Aether.BenchKit.Measurement;

/// <summary>Order statistics of a few figures.</summary>
internal static class Statistics
{
    /// <summary>The middle figure, or the mean of the two in the middle.</summary>
    public static double Median(ReadOnlySpan<double> figures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(figures.Length);
        double[] sorted = figures.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>(highest - lowest) / median.</summary>
    public static double Spread(ReadOnlySpan<double> figures)
    {
        double lowest = double.MaxValue;
        double highest = double.MinValue;
        foreach (double figure in figures)
        {
            lowest = Math.Min(lowest, figure);
            highest = Math.Max(highest, figure);
        }

        return (highest - lowest) / Median(figures);
    }
}
