namespace Aether.Tools.LoadGen.Knee;

/// <summary>
/// Finds the highest rate that holds: a ramp up (or down, when the first rate fails) to a pair of rates of which one
/// holds, then bisection of the pair by the geometric mean.
/// </summary>
internal static class KneeFinder
{
    /// <summary>Searches.</summary>
    /// <param name="settings">Bounds and what must hold.</param>
    /// <param name="probe">Tries one rate.</param>
    public static async Task<KneeSearch> FindAsync(KneeSettings settings, Func<double, Task<KneeProbe>> probe)
    {
        List<KneeProbe> probes = [];
        KneeProbe? best = null;
        KneeProbe? failed = null;
        double rate = Math.Clamp(settings.Start, settings.Bounds.Least, settings.Bounds.Most);
        while (probes.Count < settings.MaxSteps)
        {
            KneeProbe result = await probe(rate).ConfigureAwait(false);
            probes.Add(result);
            if (settings.Fault(result).Length == 0)
            {
                best = result;
            }
            else
            {
                failed = result;
            }
            if (Next(settings, best, failed) is not { } next)
            {
                break;
            }
            rate = next;
        }
        return new KneeSearch(best, failed, probes);
    }

    // The next rate, or null when there is nothing left to learn.
    private static double? Next(KneeSettings settings, KneeProbe? best, KneeProbe? failed)
    {
        (double least, double most) = settings.Bounds;
        if (failed is null)
        {
            return best!.Rate >= most ? null : Math.Min(best.Rate * settings.Factor, most);
        }
        if (best is null)
        {
            return failed.Rate <= least ? null : Math.Max(failed.Rate / settings.Factor, least);
        }
        return failed.Rate / best.Rate <= 1 + settings.Resolution ? null : Math.Sqrt(failed.Rate * best.Rate);
    }
}
