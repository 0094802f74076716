using System.Globalization;
using System.Text.Json;

namespace Aether.AttackRunner;

/// <summary>Shows outcomes as they come: a line each, for people or as JSON.</summary>
internal sealed class Table(TextWriter output, bool isJson)
{
    private static readonly JsonSerializerOptions s_names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The run without attack, and what follows from it.</summary>
    public void Begin(Outcome baseline)
    {
        if (!isJson)
        {
            output.WriteLine(Text($"bounds: finality p95 {Bounds.FinalityP95(baseline):F0} ms, memory ")
                + Text($"{Bounds.Memory(baseline) >> 20} MiB, at least {(baseline.Blocks + 1) / 2} blocks"));
            output.WriteLine(
                $"{"attack",-20}{"p50",6}{"p95",6}{"blocks",8}{"wait",7}{"MiB",6}{"sent",10}{"closed",8}{"cut",6}"
                + $"{"refused",9}{"dropped",10}{"offences",10}{"packets",10}{"back",6}  verdict");
        }
        Show(baseline);
    }

    /// <summary>One run.</summary>
    public void Show(Outcome outcome)
    {
        Tally tally = outcome.Tally;
        string verdict = outcome.Faults.Count == 0 ? "good" : string.Join("; ", outcome.Faults);
        output.WriteLine(isJson
            ? JsonSerializer.Serialize(outcome, s_names)
            : Text($"{outcome.Name,-20}{outcome.FinalityP50,6:F0}{outcome.FinalityP95,6:F0}{outcome.Blocks,8}")
                + Text($"{outcome.LongestWaitMs,7:F0}{outcome.MemoryBytes >> 20,6}{tally.Sent,10}{tally.Closed,8}")
                + Text($"{tally.Cut,6}{tally.Refused,9}{tally.Dropped,10}{tally.Offences,10}{tally.Packets,10}")
                + Text($"{tally.Amplification,6:F1}  {verdict}"));
        output.Flush();
    }

    /// <summary>The last line.</summary>
    public void End(int attacks, int bad)
    {
        if (!isJson)
        {
            output.WriteLine(Text($"{attacks} attacks, {bad} of them broke a bound"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
