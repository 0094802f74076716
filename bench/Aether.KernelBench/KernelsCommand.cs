using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.BenchKit.Reports;

namespace Aether.KernelBench;

/// <summary>Measures the rows that were asked for and reports them.</summary>
internal static class KernelsCommand
{
    /// <summary>Exit status: 0 measured, 1 a result was wrong, 2 wrong use.</summary>
    public static int Run(KernelOptions options, string outputPath)
    {
        List<KernelRow> rows = [.. KernelCatalog.Create().Where(row => Selects(options, row))];
        if (rows.Count == 0)
        {
            Console.Error.WriteLine("kernels: no row matches; --list prints them");
            return 2;
        }

        if (options.List)
        {
            TableReport.WriteList(Console.Out, rows);
            return 0;
        }

        List<KernelRow> runnable = [.. rows.Where(row => row.NotSupportedReason is null)];
        foreach (string line in KernelRow.Missing(rows))
            Progress(line);
        if (!CpuPinning.PinToMeasuringCore())
            Progress("this system does not let a thread be pinned: expect more spread");
        MeasurementPlan plan = options.Quick ? MeasurementPlan.Quick : MeasurementPlan.Full;
        List<RowResult> results;
        try
        {
            results = new KernelRunner(plan, Progress).Run(runnable);
        }
        catch (InvalidOperationException error)
        {
            Progress($"nothing was measured, a result is wrong: {error.Message}");
            return 1;
        }

        byte[] json = JsonReport.Write(results, rows, plan, MachineFacts.Read());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputPath))!);
        File.WriteAllBytes(outputPath, json);
        Progress($"written to {outputPath}");
        if (options.Json)
            Console.OpenStandardOutput().Write(json);
        else if (options.Markdown)
            TableReport.WriteMarkdown(Console.Out, ReportColumns.Ratios, results, rows);
        else
            TableReport.Write(Console.Out, ReportColumns.Ratios, results, rows);
        return 0;
    }

    internal static bool Selects(KernelOptions options, KernelRow row) =>
        (options.Cores is null || options.Cores == row.Cores)
        && (options.Filters.Count == 0 || options.Filters.Any(filter =>
            $"{row.Kernel} {row.Variant} {row.Peer}".Contains(filter, StringComparison.OrdinalIgnoreCase)));

    private static void Progress(string line) => Console.Error.WriteLine($"kernels: {line}");
}
