using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Statistics;

/// <summary>Confidence intervals by resampling, the same for the same seed.</summary>
internal static class Bootstrap
{
    private const int Resamples = 4_000;

    /// <summary>
    /// The 95 % interval of the mean of paired relative differences, by resampling the pairs with replacement. With one
    /// pair the interval is the pair itself: it says nothing about chance.
    /// </summary>
    /// <param name="differences">One relative difference for each pair, such as 0.05 for five percent more.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static (double Low, double High) Interval(IReadOnlyList<double> differences, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(differences.Count);
        SeededRandom random = SeededRandom.For(seed, purpose: 3);
        double[] means = new double[Resamples];
        for (int sample = 0; sample < Resamples; sample++)
        {
            double sum = 0;
            for (int draw = 0; draw < differences.Count; draw++)
            {
                sum += differences[random.Below(differences.Count)];
            }
            means[sample] = sum / differences.Count;
        }
        Array.Sort(means);
        return (means[(int)(Resamples * 0.025)], means[(int)(Resamples * 0.975) - 1]);
    }
}
