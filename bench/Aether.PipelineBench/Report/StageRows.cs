using Aether.Pipeline.Status;

namespace Aether.PipelineBench.Report;

/// <summary>Makes the rows of a report from the counters of all validators before and after a run.</summary>
internal static class StageRows
{
    /// <summary>One row for each kind of thread, with what it handled.</summary>
    public static StageRow[] OfThreads(
        (string Thread, double Seconds)[] times, PipelineMetrics[] before, PipelineMetrics[] after) =>
    [
        .. times.Where(static time => time.Seconds >= 0.005).Select(time => new StageRow(
            time.Thread,
            time.Seconds,
            time.Thread switch
            {
                "ingress" => Sum(before, after, static metrics => metrics.Ingested),
                "consensus" => Sum(before, after, static metrics => metrics.ConsensusMessages),
                "execution" => Sum(before, after, static metrics => metrics.TransactionsFinalized),
                _ => null,
            })),
    ];

    /// <summary>One row for each stage that worked, with the wall time it was busy at all validators together.
    /// </summary>
    public static StageRow[] OfStages(ThreadSample[] before, ThreadSample[] after)
    {
        ILookup<(string, string), StageSample> earlier = StagesOf(before);
        List<StageRow> rows = [];
        foreach (IGrouping<(string Thread, string Stage), StageSample> stage in StagesOf(after))
        {
            double busy = stage.Sum(static one => one.Busy.TotalSeconds)
                - earlier[stage.Key].Sum(static one => one.Busy.TotalSeconds);
            long items = stage.Sum(static one => one.Items) - earlier[stage.Key].Sum(static one => one.Items);
            if (items > 0)
                rows.Add(new StageRow(stage.Key.Stage, busy, items));
        }
        return [.. rows];
    }

    /// <summary>One row for each kind of thread with the wall time it was parked.</summary>
    public static StageRow[] OfWaits(ThreadSample[] before, ThreadSample[] after)
    {
        ILookup<(string Thread, string), StageSample> earlier = StagesOf(before);
        return
        [
            .. StagesOf(after).GroupBy(static stage => stage.Key.Item1).Select(thread => new StageRow(
                thread.Key,
                thread.Sum(static stage => stage.Sum(static one => one.Wait.TotalSeconds))
                    - earlier.Where(stage => stage.Key.Thread == thread.Key)
                        .Sum(static stage => stage.Sum(static one => one.Wait.TotalSeconds)),
                null)),
        ];
    }

    private static ILookup<(string Thread, string Stage), StageSample> StagesOf(ThreadSample[] threads) =>
        threads.SelectMany(static thread => thread.Stages)
            .ToLookup(static stage => (stage.Thread, stage.Stage));

    private static long Sum(
        PipelineMetrics[] before, PipelineMetrics[] after, Func<PipelineMetrics, long> counter) =>
        after.Sum(counter) - before.Sum(counter);
}
