using System.Globalization;
using Aether.Core;

namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>
/// Names what limits a rate. A thread that never waits limits it, by its busiest stage; a full or growing link in front
/// of a stage, and what a stage drops, say the same. Where nothing is left of the processors, threads wait for their
/// turn in every regime and queues grow for that alone: then a stage limits only when its thread had a whole processor,
/// and else the processors do.
/// </summary>
internal static class BottleneckNamer
{
    private const double Saturated = 0.85;
    private const double Full = 0.5;
    private const int MaxEvidence = 8;

    // What reads each link: the names are those of the node's topology.
    private static readonly Dictionary<string, string> s_consumers = new(StringComparer.Ordinal)
    {
        ["submit"] = "IngressStage",
        ["transactions channel"] = "IngressStage",
        ["consensus channel"] = "VoteStage",
        ["gossip link"] = "GossipStage",
        ["datagrams"] = "PropagationLoop",
        ["assembled"] = "VoteStage",
        ["request"] = "ExecuteStage",
        ["answer"] = "VoteStage",
        ["sequence"] = "SequenceStage",
    };

    /// <summary>Looks at all nodes.</summary>
    /// <param name="nodes">Their figures.</param>
    /// <param name="clientProcessors">What the client used, in processors.</param>
    /// <param name="machineProcessors">What the machine has.</param>
    /// <param name="machineUsed">What all programs on it used, where the nodes run on it; 0 when unknown.</param>
    public static Bottleneck Name(
        IReadOnlyList<NodeResult> nodes, double clientProcessors, int machineProcessors, double machineUsed = 0)
    {
        Share share = new(UsedBy(nodes), clientProcessors, machineProcessors, machineUsed);
        bool full = nodes.Count > 0 && share.All * 100 >= Limits.LoadGen.FullMachinePercent * machineProcessors;
        List<Candidate> candidates =
        [
            .. nodes.SelectMany(CandidatesOf).Where(item => !full || item.Processors >= Saturated)
                .OrderByDescending(item => item.Score),
        ];
        if (candidates is [{ Score: >= 1 } first, ..])
        {
            List<string> evidence = [.. first.Evidence];
            evidence.AddRange(candidates.Skip(1).Where(item => item.Score >= 1).SelectMany(item => item.Evidence));
            evidence.Insert(Math.Min(1, evidence.Count), share.Text);
            return new Bottleneck("stage", first.Stage, first.Node, [.. evidence.Take(MaxEvidence)]);
        }
        if (full)
        {
            string[] evidence = [share.Text, .. Busiest(nodes)];
            return new Bottleneck("processors", "the processors of the machine", "", [.. evidence.Take(MaxEvidence)]);
        }
        List<string> none = [.. candidates.Take(2).SelectMany(item => item.Evidence), .. Busiest(nodes)];
        none.Add(share.Text);
        return new Bottleneck("none", "no stage is saturated", "", [.. none.Take(MaxEvidence)]);
    }

    // One point is saturation by one sign alone; more signs put a stage before others.
    private static IEnumerable<Candidate> CandidatesOf(NodeResult node)
    {
        foreach (StageUse stage in node.Stages)
        {
            List<string> evidence = [];
            ThreadUse? thread = node.Threads.FirstOrDefault(item => item.Stages.Contains(stage.Stage));
            double score = ScoreOf(node, stage, thread, evidence);
            foreach (LinkUse link in node.Links.Where(link => ConsumerOf(link.Link) == stage.Stage))
            {
                score += ScoreOf(node, link, evidence);
            }
            foreach ((string reason, double count) in stage.Dropped.OrderByDescending(item => item.Value))
            {
                score += Math.Min(count / Math.Max(stage.ItemsPerSecond * node.Seconds, 1), 1) / 2;
                evidence.Add(Text($"{stage.Stage} of {node.Name} dropped {count:F0} ({reason})"));
            }
            yield return new Candidate(stage.Stage, node.Name, score, evidence, thread?.Processors ?? 0);
        }
    }

    // A stage has the time of its thread: the busiest one stands for it, the others for their part of it.
    private static double ScoreOf(NodeResult node, StageUse stage, ThreadUse? thread, List<string> evidence)
    {
        double own = stage.Busy;
        if (thread is null || thread.Busy <= 0)
        {
            evidence.Add(Text($"{stage.Stage} of {node.Name} was busy {own:P0} of the time"));
            return own / Saturated;
        }
        double busiest = node.Stages.Where(other => thread.Stages.Contains(other.Stage)).Max(other => other.Busy);
        double taken = Math.Max(thread.Busy, 1 - thread.Wait - thread.Backpressure);
        evidence.Add(Text(
            $"{stage.Stage} of {node.Name} was busy {own:P0} of the time, its thread `{thread.Thread}` {taken:P0} ")
            + Text($"with {thread.Processors:F2} processors"));
        return own >= busiest ? taken / Saturated : own / Saturated;
    }

    private static double ScoreOf(NodeResult node, LinkUse link, List<string> evidence)
    {
        if (link.Fill >= Full)
        {
            evidence.Add(Text(
                $"the link `{link.Link}` of {node.Name} held {link.MeanDepth:F0} of {link.Capacity:F0} on average"));
            return link.Fill / Full;
        }
        if (link.Growth > 0 && link.Capacity > 0 && link.Growth * node.Seconds > link.Capacity * Full)
        {
            evidence.Add(Text($"the link `{link.Link}` of {node.Name} grew by {link.Growth:F1} a second"));
            return 1;
        }
        return 0;
    }

    private static string ConsumerOf(string link) => s_consumers.GetValueOrDefault(link, string.Empty);

    // Nodes of one process all show its figure: then it counts once.
    private static double UsedBy(IReadOnlyList<NodeResult> nodes) => nodes
        .GroupBy(node => node.ProcessStart > 0
            ? node.ProcessStart.ToString(CultureInfo.InvariantCulture)
            : node.Name)
        .Sum(process => process.Max(node => node.Processors));

    private static IEnumerable<string> Busiest(IReadOnlyList<NodeResult> nodes) => nodes
        .SelectMany(node => node.Threads.Select(thread => (Node: node.Name, thread.Thread, Use: thread.Processors)))
        .OrderByDescending(item => item.Use)
        .Take(4)
        .Select(item => Text($"thread `{item.Thread}` of {item.Node} took {item.Use:F2} processors"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Candidate(
        string Stage, string Node, double Score, IReadOnlyList<string> Evidence, double Processors);

    // Who had the processors of a machine.
    private sealed record Share(double Nodes, double Client, int Machine, double Used)
    {
        public double All => Math.Max(Used, Nodes + Client);

        public string Text => BottleneckNamer.Text(
            $"of {Machine} processors the nodes took {Nodes:F2}, the client {Client:F2}")
            + (Used > 0
                ? BottleneckNamer.Text($", other programs {Math.Max(Used - Nodes - Client, 0):F2}")
                : string.Empty)
            + BottleneckNamer.Text($": {All:F2} in all");
    }
}
