using Aether.Tools.LoadGen.Statistics;

namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>The metrics of one node over a run: counters by their ends, gauges by all samples.</summary>
internal sealed class NodeHistory(string name)
{
    private const string Regime = "aether_stage_regime_seconds_total";
    private const string ThreadRegime = "aether_thread_regime_seconds_total";
    private const string Info = "aether_stage_info";
    private const string Items = "aether_stage_items_total";
    private const string Dropped = "aether_stage_dropped_total";
    private const string Depth = "aether_link_depth";
    private const string Capacity = "aether_link_capacity";
    private const string ThreadCpu = "aether_thread_cpu_seconds_total";
    private const string ProcessCpu = "process_cpu_seconds_total";
    private const string ProcessStart = "process_start_time_seconds";
    private const string Resident = "process_resident_memory_bytes";
    private const int MaxSamples = 4_096;

    private readonly Dictionary<string, List<(double X, double Y)>> _depths = new(StringComparer.Ordinal);
    private readonly List<(double X, double Y)> _resident = [];
    private MetricsSample? _first;
    private MetricsSample? _last;

    /// <summary>Samples so far.</summary>
    public int Count { get; private set; }

    /// <summary>True for series that are looked at.</summary>
    public static bool IsWanted(string series) =>
        series is Regime or ThreadRegime or Info or Items or Dropped or Depth or Capacity or ThreadCpu or ProcessCpu
            or ProcessStart or Resident;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _depths.Clear();
        _resident.Clear();
        _first = _last = null;
        Count = 0;
    }

    /// <summary>Adds a sample.</summary>
    public void Add(MetricsSample sample)
    {
        _first ??= sample;
        _last = sample;
        Count++;
        if (Count > MaxSamples)
        {
            return;
        }
        foreach ((string key, double value) in sample.Series)
        {
            string series = MetricsText.NameOf(key);
            if (series == Depth)
            {
                string link = MetricsText.LabelOf(key, "link");
                if (!_depths.TryGetValue(link, out List<(double X, double Y)>? points))
                {
                    _depths[link] = points = [];
                }
                points.Add((sample.Second, value));
            }
            else if (series == Resident)
            {
                _resident.Add((sample.Second, value));
            }
        }
    }

    /// <summary>What the samples say; there are at least two.</summary>
    public NodeResult Summarise()
    {
        double seconds = Math.Max(_last!.Second - _first!.Second, 1e-9);
        return new NodeResult
        {
            Name = name,
            Seconds = seconds,
            Stages = [.. StageNames().Select(stage => StageOf(stage, seconds))],
            Links = [.. _depths.OrderBy(link => link.Key, StringComparer.Ordinal).Select(LinkOf)],
            Threads = [.. ThreadNames().Select(thread => ThreadOf(thread, seconds))],
            Processors = Delta(ProcessCpu) / seconds,
            ProcessStart = _last!.Series.GetValueOrDefault(ProcessStart),
            RssStart = _resident.Count > 0 ? _resident[0].Y : 0,
            RssEnd = _resident.Count > 0 ? _resident[^1].Y : 0,
            RssMax = _resident.Count > 0 ? _resident.Max(point => point.Y) : 0,
            Rss = [.. _resident.Select(point => new[] { point.X, point.Y })],
        };
    }

    private IEnumerable<string> Keys(string series) =>
        _last!.Series.Keys.Where(key => MetricsText.NameOf(key) == series);

    private IEnumerable<string> StageNames() => Keys(Regime)
        .Select(key => MetricsText.LabelOf(key, "stage")).Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private IEnumerable<string> ThreadNames() => Keys(ThreadRegime).Concat(Keys(ThreadCpu))
        .Select(key => MetricsText.LabelOf(key, "thread")).Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private ThreadUse ThreadOf(string thread, double seconds) => new(
        thread,
        Keys(ThreadCpu).Where(key => MetricsText.LabelOf(key, "thread") == thread).Sum(Delta) / seconds,
        Share(ThreadRegime, "thread", thread, "busy", seconds),
        Share(ThreadRegime, "thread", thread, "wait", seconds),
        Share(ThreadRegime, "thread", thread, "backpressure", seconds),
        [
            .. Keys(Info).Where(key => MetricsText.LabelOf(key, "thread") == thread)
                .Select(key => MetricsText.LabelOf(key, "stage")).Order(StringComparer.Ordinal),
        ]);

    // A counter that became smaller belongs to a node that started again: what it counted since is all there is.
    private double Delta(string key)
    {
        double last = _last!.Series.GetValueOrDefault(key);
        double first = _first!.Series.GetValueOrDefault(key);
        return last >= first ? last - first : last;
    }

    private StageUse StageOf(string stage, double seconds)
    {
        Dictionary<string, double> dropped = new(StringComparer.Ordinal);
        foreach (string key in Keys(Dropped).Where(key => MetricsText.LabelOf(key, "stage") == stage))
        {
            if (Delta(key) is > 0 and double count)
            {
                dropped[MetricsText.LabelOf(key, "reason")] = count;
            }
        }
        double items = Keys(Items).Where(key => MetricsText.LabelOf(key, "stage") == stage).Sum(Delta);
        return new StageUse(
            stage,
            Share(Regime, "stage", stage, "busy", seconds),
            Share(Regime, "stage", stage, "backpressure", seconds),
            items / seconds,
            dropped);
    }

    private double Share(string series, string label, string name, string regime, double seconds) => Delta(
        MetricsText.Key(
            series,
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["regime"] = regime, [label] = name }))
        / seconds;

    private LinkUse LinkOf(KeyValuePair<string, List<(double X, double Y)>> link)
    {
        string key = MetricsText.Key(Capacity, [KeyValuePair.Create("link", link.Key)]);
        return new LinkUse(
            link.Key,
            _last!.Series.GetValueOrDefault(key),
            link.Value.Average(point => point.Y),
            link.Value.Max(point => point.Y),
            Trend.Slope(link.Value));
    }
}
