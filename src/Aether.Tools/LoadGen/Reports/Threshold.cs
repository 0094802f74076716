using System.Globalization;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>
/// Something that must hold of a run: `finality.p95 &lt; 2s`, `error_rate &lt;= 0.1%`, `tps &gt; 1000`.
/// </summary>
internal sealed class Threshold
{
    private static readonly string[] s_operators = ["<=", ">=", "<", ">"];
    private static readonly string[] s_stages = ["admit", "include", "finality"];
    private static readonly string[] s_figures = ["mean", "p50", "p90", "p95", "p99", "p999", "p9999", "max"];
    private static readonly string[] s_totals = ["error_rate", "tps", "offered", "backlog_slope"];

    private readonly string _text;
    private readonly string _metric;
    private readonly string _operator;
    private readonly double _limit;
    private readonly string _unit;

    private Threshold(string text, string metric, string comparison, double limit, string unit)
    {
        _text = text;
        _metric = metric;
        _operator = comparison;
        _limit = limit;
        _unit = unit;
    }

    /// <summary>Names of all metrics.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
        [.. s_stages.SelectMany(stage => s_figures.Select(figure => $"{stage}.{figure}")), .. s_totals];

    /// <summary>Reads an expression; a metric that is none is refused with the nearest one.</summary>
    public static Threshold Parse(string text)
    {
        string compact = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        string comparison = s_operators.FirstOrDefault(
            item => compact.Contains(item, StringComparison.Ordinal), string.Empty);
        int at = comparison.Length == 0 ? -1 : compact.IndexOf(comparison, StringComparison.Ordinal);
        if (at <= 0)
        {
            throw Refuse($"{text} is no threshold", "write a metric, one of < <= > >=, and a value: finality.p95 < 2s");
        }
        string metric = compact[..at];
        if (!Metrics.Contains(metric, StringComparer.Ordinal))
        {
            throw Refuse(
                $"no metric is called {metric}",
                NearestName.To(metric, Metrics) is { } near
                    ? $"did you mean {near}?"
                    : "metrics are admit, include and finality with .p95 and the like, error_rate, tps, offered");
        }
        string value = compact[(at + comparison.Length)..];
        string unit = Unit(value);
        bool ok = double.TryParse(
            value[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double limit)
            && UnitFits(metric, unit);
        return ok
            ? new Threshold(text, metric, comparison, limit, unit)
            : throw Refuse($"{value} is no value of {metric}", "times need s, ms or us; error_rate may have %");
    }

    /// <summary>Looks at a run.</summary>
    public ThresholdResult Check(RunResult run)
    {
        double measured = Value(run) / Scale(_unit);
        bool holds = _operator switch
        {
            "<" => measured < _limit,
            "<=" => measured <= _limit,
            ">" => measured > _limit,
            _ => measured >= _limit,
        };
        // A latency of nothing is no good latency.
        bool known = !_metric.Contains('.', StringComparison.Ordinal)
            || run.Stage(_metric[.._metric.IndexOf('.', StringComparison.Ordinal)]).Count > 0;
        string text = known ? measured.ToString("0.###", CultureInfo.InvariantCulture) + _unit : "nothing measured";
        return new ThresholdResult(_text, text, holds && known);
    }

    // Milliseconds for times, a share for rates of errors.
    private double Value(RunResult run)
    {
        switch (_metric)
        {
            case "error_rate":
                return run.ErrorRate;
            case "tps":
                return run.Tps;
            case "offered":
                return run.OfferedRate;
            case "backlog_slope":
                return run.BacklogSlope;
        }
        int dot = _metric.IndexOf('.', StringComparison.Ordinal);
        StageResult stage = run.Stage(_metric[..dot]);
        return _metric[(dot + 1)..] switch
        {
            "mean" => stage.Mean,
            "p50" => stage.P50,
            "p90" => stage.P90,
            "p95" => stage.P95,
            "p99" => stage.P99,
            "p999" => stage.P999,
            "p9999" => stage.P9999,
            _ => stage.Max,
        };
    }

    private static bool UnitFits(string metric, string unit) =>
        metric.Contains('.', StringComparison.Ordinal) ? unit is "s" or "ms" or "us"
        : metric == "error_rate" ? unit is "%" or ""
        : unit.Length == 0;

    private static string Unit(string value) =>
        new[] { "ms", "us", "s", "%" }.FirstOrDefault(
            unit => value.EndsWith(unit, StringComparison.Ordinal), string.Empty);

    private static double Scale(string unit) => unit switch
    {
        "s" => 1_000,
        "us" => 0.001,
        "%" => 0.01,
        _ => 1,
    };

    private static CliException Refuse(string what, string hint) => new(
        ExitCode.Usage, ErrorCode.BadWorkload, what, "a threshold says what must hold of a run", hint);
}
