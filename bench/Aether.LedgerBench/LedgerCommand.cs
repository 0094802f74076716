using Aether.BenchKit.Measurement;
using Aether.BenchKit.Reports;

namespace Aether.LedgerBench;

/// <summary>Measures the rows that were asked for, one group after the other, and reports them.</summary>
internal static class LedgerCommand
{
    /// <summary>Exit status: 0 measured, 1 a result was wrong, 2 wrong use.</summary>
    public static int Run(LedgerOptions options, string outputPath)
    {
        List<KernelRow> rows = [];
        List<RowResult> results = [];
        MeasurementPlan plan = options.Quick ? LedgerCatalog.Quick : LedgerCatalog.Full;
        if (!CpuPinning.PinToMeasuringCore())
            Progress("this system does not let a thread be pinned: expect more spread");
        try
        {
            foreach (Func<LedgerGroup> create in LedgerCatalog.Groups(options))
            {
                // Only one group's states and stores are alive at a time.
                using LedgerGroup group = create();
                List<KernelRow> selected = [.. group.Rows.Where(row => Selects(options, row))];
                rows.AddRange(selected);
                List<KernelRow> runnable = [.. selected.Where(row => row.NotSupportedReason is null)];
                if (!options.List && runnable.Count > 0)
                    results.AddRange(new KernelRunner(plan, Progress).Run(runnable));
            }
        }
        catch (InvalidOperationException error)
        {
            Progress($"stopped, a result is wrong: {error.Message}");
            return 1;
        }

        if (rows.Count == 0)
        {
            Console.Error.WriteLine("ledger: no row matches; --list prints them");
            return 2;
        }

        if (options.List)
            TableReport.WriteList(Console.Out, rows);
        else
            Report(options, outputPath, JsonReport.Write(results, rows, plan, MachineFacts.Read()), results, rows);
        return 0;
    }

    internal static bool Selects(LedgerOptions options, KernelRow row) =>
        options.Filters.Count == 0 || options.Filters.Any(filter =>
            $"{row.Kernel} {row.Variant} {row.Peer}".Contains(filter, StringComparison.OrdinalIgnoreCase));

    private static void Report(
        LedgerOptions options, string outputPath, byte[] json, List<RowResult> results, List<KernelRow> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputPath))!);
        File.WriteAllBytes(outputPath, json);
        Progress($"written to {outputPath}");
        if (options.Json)
            Console.OpenStandardOutput().Write(json);
        else if (options.Markdown)
            TableReport.WriteMarkdown(Console.Out, ReportColumns.Rates, results, rows);
        else
            TableReport.Write(Console.Out, ReportColumns.Rates, results, rows);
    }

    private static void Progress(string line) => Console.Error.WriteLine($"ledger: {line}");
}
