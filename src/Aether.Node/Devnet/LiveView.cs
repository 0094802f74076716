using System.Globalization;
using Aether.Node.Devnet.Chaos;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Aether.Node.Devnet;

/// <summary>A screen that is redrawn in place, for a terminal.</summary>
internal sealed class LiveView : IDevnetView
{
    private readonly IAnsiConsole _console;
    private readonly string _footer;
    private int _lines;

    /// <summary>Draws on <paramref name="console"/>; <paramref name="footer"/> stands below.</summary>
    public LiveView(IAnsiConsole console, string footer)
    {
        _console = console;
        _footer = footer;
    }

    /// <inheritdoc/>
    public void Show(DevnetSample sample)
    {
        Erase();
        Rows screen = new(Headline(sample), ValidatorTable(sample), new Text(_footer));
        IReadOnlyList<SegmentLine> lines = Segment.SplitLines(
            ((IRenderable)screen).Render(RenderOptions.Create(_console), _console.Profile.Width));
        _lines = lines.Count(line => line.Length > 0) + lines.Count(line => line.Length == 0) - TrailingEmpty(lines);
        _console.Write(screen);
    }

    /// <inheritdoc/>
    public void ShowEvent(ChaosEvent happened)
    {
        Erase();
        _lines = 0;
        _console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"at {happened.At.TotalSeconds:0.###} s: {happened.Text}"));
    }

    /// <inheritdoc/>
    public void ShowSummary(DevnetSummary summary)
    {
        Erase();
        _console.WriteLine(SummaryText.Format(summary));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The console belongs to the process.
    }

    private static int TrailingEmpty(IReadOnlyList<SegmentLine> lines) =>
        lines.Count > 0 && lines[^1].Length == 0 ? 1 : 0;

    private static Text Headline(DevnetSample sample) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {sample.Epoch}   slot {sample.Slot}   leader {sample.Leader}   final {sample.FinalizedHeight}   "
        + $"finality p50 {sample.FinalityMsP50:F0} ms  p95 {sample.FinalityMsP95:F0} ms   "
        + $"{sample.TransactionsPerSecond:F1} tx/s   {sample.TransactionsFinalized} tx   {sample.Pending} pending"));

    private static Table ValidatorTable(DevnetSample sample)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("validator", "epoch", "slot", "final", "state");
        foreach (DevnetValidatorSample validator in sample.Validators)
        {
            table.AddRow(
                new Text(validator.Index.ToString(CultureInfo.InvariantCulture)),
                new Text(validator.Epoch.ToString(CultureInfo.InvariantCulture)),
                new Text(validator.Slot.ToString(CultureInfo.InvariantCulture)),
                new Text(validator.FinalizedHeight.ToString(CultureInfo.InvariantCulture)),
                new Text(validator.State));
        }
        return table;
    }

    private void Erase()
    {
        if (_lines > 0)
        {
            _console.Write(new ControlCode($"\u001b[{_lines}A\u001b[J"));
        }
    }
}
