using System.Globalization;
using Aether.Node.Devnet.Chaos;

namespace Aether.Node.Devnet;

/// <summary>One line every ten seconds, for logs and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IDevnetView
{
    private const long IntervalMs = 10_000;
    private long _next;

    /// <inheritdoc/>
    public void Show(DevnetSample sample)
    {
        if (sample.ElapsedMs < _next)
        {
            return;
        }
        _next = sample.ElapsedMs + IntervalMs;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {sample.Epoch}  slot {sample.Slot}  final {sample.FinalizedHeight}  "
            + $"finality p50 {sample.FinalityMsP50:F0} ms p95 {sample.FinalityMsP95:F0} ms  "
            + $"tx {sample.TransactionsFinalized}"));
    }

    /// <inheritdoc/>
    public void ShowEvent(ChaosEvent happened) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"at {happened.At.TotalSeconds:0.###} s: {happened.Text}"));

    /// <inheritdoc/>
    public void ShowSummary(DevnetSummary summary) => output.WriteLine(SummaryText.Format(summary));

    /// <inheritdoc/>
    public void Dispose()
    {
        // The writer belongs to the process.
    }
}
