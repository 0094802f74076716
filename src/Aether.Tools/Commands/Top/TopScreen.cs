using System.Globalization;
using System.Text;

namespace Aether.Tools.Commands.Top;

/// <summary>A frame as lines of text that fit a terminal. No meaning is in colour: there is none.</summary>
internal static class TopScreen
{
    private const int BarWidth = 10;

    /// <summary>All lines; stages that did most come as the node orders them.</summary>
    /// <param name="frame">What to show.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="strip">Slots of the last while: `#` final, `.` empty; the newest last.</param>
    /// <param name="columns">Most characters of a line.</param>
    /// <param name="rows">Most lines.</param>
    public static IReadOnlyList<string> Lines(TopFrame frame, string source, string strip, int columns, int rows)
    {
        List<string> lines =
        [
            $"aetherctl top   {source}",
            Head(frame),
            Flow(frame),
            "slots     " + strip[Math.Max(0, strip.Length - Math.Max(columns - 10, 1))..],
            "",
            $"{"stage",-18} {"busy",-BarWidth - 8} {"wait",5} {"back",5} {"upkeep",6} "
                + $"{"items/s",10} {"drop/s",8}  thread",
        ];
        lines.AddRange(frame.Stages.Select(Stage));
        lines.Add("");
        lines.Add($"{"link",-26} {"depth",-BarWidth - 2} {"now",9} {"most",9} {"holds",9}");
        lines.AddRange(frame.Links.Select(Link));
        return [.. lines.Take(Math.Max(rows, 1)).Select(line => line.Length > columns ? line[..columns] : line)];
    }

    /// <summary>The frame in one line, for logs and pipes.</summary>
    public static string Line(TopFrame frame)
    {
        TopStage? busiest = frame.Stages.MaxBy(stage => stage.Busy);
        TopLink? fullest = frame.Links.MaxBy(link => link.Depth / Math.Max(link.Capacity, 1));
        string stage = busiest is null ? "-" : $"{busiest.Stage} {Percent(busiest.Busy).Trim()}";
        string link = fullest is null ? "-" : $"{fullest.Link} {Number(fullest.Depth)}/{Number(fullest.Capacity)}";
        return $"slot {Number(frame.Value("aether_consensus_slot"))} "
            + $"final {Number(frame.Value("aether_consensus_finalized_height"))} "
            + $"finality p50 {Time(frame.FinalityP50)} p95 {Time(frame.FinalityP95)} "
            + $"tx/s {Number(frame.TransactionsPerSecond)} "
            + $"mempool {Number(frame.Value("aether_mempool_transactions"))} "
            + $"{Peers(frame)} busiest {stage} fullest {link}";
    }

    private static string Head(TopFrame frame) =>
        $"chain     epoch {Number(frame.Value("aether_consensus_epoch"))}   "
        + $"slot {Number(frame.Value("aether_consensus_slot"))}   "
        + $"head {Number(frame.Value("aether_consensus_head_height"))}   "
        + $"final {Number(frame.Value("aether_consensus_finalized_height"))} "
        + $"({Time(frame.Value("aether_consensus_finalized_age_seconds"))} old)   "
        + Peers(frame);

    private static string Peers(TopFrame frame)
    {
        string peers = $"peers {Number(frame.Value("aether_p2p_peers"))}";
        return frame.PeerRttMs("median") is { } median
            ? $"{peers} (rtt {Milliseconds(median)}, max {Milliseconds(frame.PeerRttMs("max") ?? median)})"
            : peers;
    }

    private static string Flow(TopFrame frame) =>
        $"flow      {Number(frame.TransactionsPerSecond)} tx/s final   "
        + $"finality p50 {Time(frame.FinalityP50)} p95 {Time(frame.FinalityP95)}   "
        + $"mempool {Number(frame.Value("aether_mempool_transactions"))} of "
        + $"{Number(frame.Value("aether_mempool_capacity_transactions"))}";

    private static string Stage(TopStage stage) =>
        $"{stage.Stage,-18} [{Bar(stage.Busy)}] {Percent(stage.Busy)} {Percent(stage.Wait)} "
        + $"{Percent(stage.Backpressure)}  {Percent(stage.Housekeeping)} {Number(stage.ItemsPerSecond),10} "
        + $"{Number(stage.DroppedPerSecond),8}  {stage.Thread}";

    private static string Link(TopLink link) =>
        $"{link.Link,-26} [{Bar(link.Depth / Math.Max(link.Capacity, 1))}] {Number(link.Depth),9} "
        + $"{Number(link.HighWater),9} {Number(link.Capacity),9}";

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return new StringBuilder().Append('#', full).Append('.', BarWidth - full).ToString();
    }

    private static string Percent(double share) =>
        (share * 100).ToString("0", CultureInfo.InvariantCulture).PadLeft(4) + "%";

    private static string Time(double? seconds) => seconds switch
    {
        null => "-",
        < 1 => (seconds.Value * 1000).ToString("0", CultureInfo.InvariantCulture) + "ms",
        _ => seconds.Value.ToString("0.0", CultureInfo.InvariantCulture) + "s",
    };

    // Between machines of one room it is less than one.
    private static string Milliseconds(double value) =>
        value.ToString(value < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + "ms";

    private static string Number(double? value) => value switch
    {
        null => "-",
        > 0 and < 10 when value != Math.Floor(value.Value) => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0", CultureInfo.InvariantCulture),
    };
}
