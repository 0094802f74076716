using System.Globalization;
using System.Text;

namespace Aether.TestKit.Network.Mesh;

/// <summary>Results of mesh runs as Markdown.</summary>
public static class MeshTable
{
    /// <summary>Two tables: deliveries by topic, and what became of the attackers.</summary>
    public static string Of(IReadOnlyList<MeshResult> results)
    {
        StringBuilder text = new();
        text.AppendLine(
            "| attackers | topic | published | delivered | incomplete | p50 ms | p95 ms | p99 ms | max ms |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (MeshResult result in results)
        {
            foreach (MeshTopicResult topic in result.Topics)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {NameOf(result)} | {topic.Topic} | {topic.Published} | {100 * topic.Ratio:F4} % | "
                    + $"{topic.Incomplete} | {topic.MedianMs:F0} | {topic.P95Ms:F0} | {topic.P99Ms:F0} | "
                    + $"{topic.MaxMs:F0} |");
            }
        }
        text.AppendLine();
        text.AppendLine(
            "| attackers | duplicates | kB/s a node | of it control | held MB | pairs | ended | p50 s | p95 s | "
            + "score left | in mesh | honest least | honest < 0 | honest ended |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (MeshResult result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {NameOf(result)} | {result.DuplicatesPerMessage:F2} | {result.BytesPerNodeSecond / 1_000:F1} | "
                + $"{result.ControlBytesPerNodeSecond / 1_000:F1} | {result.MaxHeldBytes / 1e6:F2} | "
                + $"{result.AttackedPairs} | {result.EndedPairs} | {result.MedianEndMs / 1_000:F1} | "
                + $"{result.P95EndMs / 1_000:F1} | {result.MedianAttackerScore:F0} | "
                + $"{result.AttackersInMeshPercent:F1} % | {result.LeastHonestScore} | "
                + $"{result.NegativeHonestPairs} | {result.EndedHonestPairs} |");
        }
        return text.ToString();
    }

    private static string NameOf(MeshResult result) => result.Settings.AttackerPercent == 0
        ? "none" : $"{result.Settings.AttackerPercent} % {result.Settings.Attack}";
}
