using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Statistics;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>One metric of two sides: paired, with an interval, judged against a practical floor.</summary>
/// <param name="Metric">Name.</param>
/// <param name="Before">Mean of the first side.</param>
/// <param name="After">Mean of the second.</param>
/// <param name="Low">Low end of the 95 % interval of the relative difference.</param>
/// <param name="High">High end.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Verdict">`better`, `worse`, `no difference` or `too few pairs`.</param>
internal sealed record Comparison(
    string Metric, double Before, double After, double Low, double High, int Pairs, string Verdict)
{
    /// <summary>Pairs below which chance cannot be told from a difference.</summary>
    public const int LeastPairs = 3;

    // Name, value of a run, and true where more is better.
    private static readonly (string Name, Func<RunResult, double> Value, bool More)[] s_metrics =
    [
        ("tps", run => run.Tps, true),
        ("finality.p50", run => run.Stage("finality").P50, false),
        ("finality.p95", run => run.Stage("finality").P95, false),
        ("finality.p99", run => run.Stage("finality").P99, false),
        ("admit.p95", run => run.Stage("admit").P95, false),
        ("error_rate", run => run.ErrorRate, false),
    ];

    /// <summary>Compares runs in pairs, in their order.</summary>
    /// <param name="before">The first side.</param>
    /// <param name="after">The second, as many.</param>
    /// <param name="floor">A difference whose interval does not lie beyond this is none, such as 0.05.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static IReadOnlyList<Comparison> Of(
        IReadOnlyList<RunResult> before, IReadOnlyList<RunResult> after, double floor, ulong seed) =>
    [
        .. s_metrics.Select(metric => Of(
            metric.Name, metric.More, [.. before.Select(metric.Value)], [.. after.Select(metric.Value)], floor, seed)),
    ];

    /// <summary>Compares the values of one metric in pairs.</summary>
    public static Comparison Of(
        string metric,
        bool more,
        IReadOnlyList<double> before,
        IReadOnlyList<double> after,
        double floor,
        ulong seed)
    {
        int pairs = Math.Min(before.Count, after.Count);
        double[] differences =
            [.. Enumerable.Range(0, pairs).Select(index => Relative(before[index], after[index]))];
        (double low, double high) = Bootstrap.Interval(differences, seed);
        string verdict = pairs < LeastPairs ? "too few pairs"
            : low > floor ? more ? "better" : "worse"
            : high < -floor ? more ? "worse" : "better"
            : "no difference";
        return new Comparison(
            metric, before.Take(pairs).Average(), after.Take(pairs).Average(), low, high, pairs, verdict);
    }

    // Without anything before, anything after is a difference of one.
    private static double Relative(double before, double after) =>
        before == 0 ? Math.Sign(after) : (after - before) / before;
}
