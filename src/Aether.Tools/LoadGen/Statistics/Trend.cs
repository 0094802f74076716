namespace Aether.Tools.LoadGen.Statistics;

/// <summary>Slopes of noisy series.</summary>
internal static class Trend
{
    private const int MaxPoints = 256;

    /// <summary>
    /// The median of the slopes between all pairs of points (Theil and Sen): a few wild points do not move it. 0 for
    /// fewer than two points. Above 256 points, every so many are looked at.
    /// </summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        int step = Math.Max((points.Count + MaxPoints - 1) / MaxPoints, 1);
        List<(double X, double Y)> some = [.. points.Where((_, index) => index % step == 0)];
        List<double> slopes = [];
        for (int left = 0; left < some.Count; left++)
        {
            for (int right = left + 1; right < some.Count; right++)
            {
                double width = some[right].X - some[left].X;
                if (width > 0)
                {
                    slopes.Add((some[right].Y - some[left].Y) / width);
                }
            }
        }
        return Median(slopes);
    }

    /// <summary>The middle value, the mean of the two middle ones, 0 without any.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return 0;
        }
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
