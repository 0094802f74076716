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

    /// <summary>The bounds and the heads of the columns; `q` are those of the quiet windows.</summary>
    public void Begin()
    {
        if (isJson)
        {
            return;
        }
        output.WriteLine(Text($"bounds: finality p95 {Bounds.Finality:F0} times that of the quiet windows of the same ")
            + Text($"run, half of their blocks, their memory and {Bounds.HeldBytes >> 20} MiB, ")
            + Text($"{Bounds.Amplification:F0} bytes back for each"));
        output.WriteLine(
            $"{"attack",-18}{"q n",5}{"q p50",6}{"q p95",6}{"n",5}{"p50",5}{"p95",6}{"ratio",6}{"q blk",6}{"blk",5}"
            + $"{"wait",6}{"q MiB",6}{"MiB",5}{"bound",6}{"sent",9}{"closed",7}{"cut",5}"
            + $"{"refused",8}{"dropped",9}{"offences",9}{"packets",9}{"back",6}  verdict");
    }

    /// <summary>One run.</summary>
    public void Show(Outcome outcome)
    {
        output.WriteLine(isJson ? JsonSerializer.Serialize(outcome, s_names) : Line(outcome));
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

    private static string Line(Outcome outcome)
    {
        Tally tally = outcome.Tally;
        string verdict = outcome.Faults.Count == 0 ? "good" : string.Join("; ", outcome.Faults);
        return Text($"{outcome.Name,-18}{outcome.QuietSamples,5}{outcome.QuietP50,6:F0}{outcome.QuietP95,6:F0}")
            + Text($"{outcome.Samples,5}{outcome.FinalityP50,5:F0}{outcome.FinalityP95,6:F0}{outcome.Ratio,6:F2}")
            + Text($"{outcome.QuietBlocks,6}{outcome.Blocks,5}{outcome.LongestWaitMs,6:F0}")
            + Text($"{outcome.QuietMemoryBytes >> 20,6}{outcome.MemoryBytes >> 20,5}{outcome.MemoryBound >> 20,6}")
            + Text($"{tally.Sent,9}{tally.Closed,7}{tally.Cut,5}{tally.Refused,8}{tally.Dropped,9}")
            + Text($"{tally.Offences,9}{tally.Packets,9}{tally.Amplification,6:F2}  {verdict}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
