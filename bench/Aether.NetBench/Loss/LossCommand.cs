using System.Globalization;
using Aether.Da.ErasureCoding;

namespace Aether.NetBench.Loss;

/// <summary>Prints the table of losses, and how blocks spread through simulated networks.</summary>
internal static class LossCommand
{
    private const int BlockBytes = 2_000_000;

    private static readonly (int Data, int Parity)[] s_codes = [(10, 2), (10, 5), (32, 8), (16, 16), (32, 32)];

    private static readonly double[] s_losses = [0.01, 0.05, 0.10, 0.15];

    public static int Run(string[] args, TextWriter writer)
    {
        int blocks = 2;
        if (args is ["--blocks", string text] && int.TryParse(text, CultureInfo.InvariantCulture, out int given))
            blocks = Math.Clamp(given, 1, 1_000);
        else if (args.Length > 0)
            return Refuse();
        WriteTable(writer);
        writer.WriteLine();
        writer.WriteLine(
            "| code | nodes | fan-out | loss % | silent % | sets whole % | blocks whole % | with repair % "
            + "| p50 ms | p95 | p99 | max | all p95 | all max |");
        writer.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (int nodes in (int[])[100, 500, 1_500])
        {
            foreach (double loss in (double[])[0, .. s_losses])
                Write(writer, ErasureCode.HalfRate, nodes, 200, loss, 0, blocks);
            Write(writer, ErasureCode.DoubleParity, nodes, 200, 0.01, 0, blocks);
            foreach (double loss in (double[])[0, 0.01])
            {
                Write(writer, ErasureCode.HalfRate, nodes, 200, loss, 0.333, blocks);
                if (nodes > 202)
                    Write(writer, ErasureCode.HalfRate, nodes, nodes, loss, 0.333, blocks);
            }

            Write(writer, ErasureCode.DoubleParity, nodes, nodes, 0, 0.333, blocks);
        }

        return 0;
    }

    private static int Refuse()
    {
        Console.Error.WriteLine("bench: loss [--blocks N]");
        return 2;
    }

    private static void WriteTable(TextWriter writer)
    {
        writer.WriteLine("| code | 1 % | 5 % | 10 % | 15 % |");
        writer.WriteLine("|---|---|---|---|---|");
        foreach ((int data, int parity) in s_codes)
        {
            IEnumerable<string> cells = s_losses.Select(loss =>
            {
                double exact = LossTable.NeedsRepair(data, parity, loss);
                double drawn = LossTable.Simulate(data, parity, loss, 2_000, 1);
                return string.Create(CultureInfo.InvariantCulture, $"{exact:G2} (drawn {drawn:G2})");
            });
            writer.WriteLine($"| {data}+{parity} | {string.Join(" | ", cells)} |");
        }
    }

    private static void Write(
        TextWriter writer, ErasureCode code, int nodes, int fanOut, double loss, double silent, int blocks)
    {
        PropagationResult result = Propagation.Run(
            new PropagationOptions(code, nodes, fanOut, loss, silent, blocks, BlockBytes, 1));
        double repaired = (result.WholeBlocks + result.RepairedBlocks) / (double)result.NodeBlocks;
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {code.DataShards}+{code.ParityShards} | {nodes} | {fanOut} | {100 * loss:F0} | {100 * silent:F0} "
            + $"| {100.0 * result.WholeSets / result.Sets:F3} "
            + $"| {100.0 * result.WholeBlocks / result.NodeBlocks:F2} | {100 * repaired:F2} "
            + $"| {At(result.WholeUs, 0.5)} | {At(result.WholeUs, 0.95)} | {At(result.WholeUs, 0.99)} "
            + $"| {At(result.WholeUs, 1)} | {At(result.AllUs, 0.95)} | {At(result.AllUs, 1)} |"));
    }

    private static string At(int[] sorted, double share)
    {
        double value = PropagationResult.Percentile(sorted, share);
        return double.IsNaN(value) ? "-" : value.ToString("F0", CultureInfo.InvariantCulture);
    }
}
