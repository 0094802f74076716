using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Aether.RpcBench;

/// <summary>
/// The servers beside each other in one run: each has the first processor while it is loaded from the second, in turns.
/// </summary>
internal static class Comparison
{
    private static readonly string[] s_servers = ["node", "node without the small reader", "kestrel"];

    private static readonly (string Name, int Depth, int Calls)[] s_loads =
    [
        ("post", 1, 1), ("post, 16 pipelined", 16, 1), ("batch of 64", 1, 64),
    ];

    /// <summary>Measures, prints a table and writes the JSON.</summary>
    public static int Run(bool quick, string path)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = Environment.ProcessorCount > 1 ? 2 : 1;
        }
        List<ServerProcess> servers = [.. s_servers.Select(ServerProcess.Start)];
        List<object> results = [];
        try
        {
            foreach ((string name, int depth, int calls) in s_loads)
            {
                int rounds = quick ? 3 : depth == 1 && calls == 1 ? 5 : 3;
                Measure(servers, name, depth, calls, rounds, quick ? 0.5 : 1.5, results);
            }
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string json = JsonSerializer.Serialize(new { connections = 64, results });
        File.WriteAllText(path, json + "\n");
        Console.WriteLine(json);
        return 0;
    }

    private static void Measure(
        List<ServerProcess> servers,
        string load,
        int depth,
        int calls,
        int rounds,
        double seconds,
        List<object> results)
    {
        // A batch is no request of the peer's.
        List<ServerProcess> taking = [.. servers.Where(server => calls == 1 || server.Name != "kestrel")];
        List<double>[] rates = [.. taking.Select(_ => new List<double>())];
        List<double>[] perCpu = [.. taking.Select(_ => new List<double>())];
        List<long>[] latencies = [.. taking.Select(_ => new List<long>())];
        for (int round = -1; round < rounds; round++)
        {
            for (int index = 0; index < taking.Count; index++)
            {
                using LoadClient client = new(taking[index].Port, 64, depth, calls);
                List<long> times = [];
                TimeSpan before = taking[index].Cpu;
                (long answers, double took) = client.Run(round < 0 ? 2 * seconds : seconds, times);
                double cpu = (taking[index].Cpu - before).TotalSeconds;
                if (round >= 0)
                {
                    rates[index].Add(answers * calls / took);
                    perCpu[index].Add(answers * calls / cpu);
                    latencies[index].AddRange(times);
                }
            }
        }
        for (int index = 0; index < taking.Count; index++)
        {
            latencies[index].Sort();
            double rate = Median(rates[index]);
            double own = Median(perCpu[index]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{load,-20} {taking[index].Name,-31} {rate,12:N0} calls/s {own,12:N0} a processor second "
                + $"p50 {Microseconds(latencies[index], 0.5):N0} p99 {Microseconds(latencies[index], 0.99):N0} us"));
            results.Add(new
            {
                load,
                server = taking[index].Name,
                callsPerSecond = rate,
                callsPerProcessorSecond = own,
                p50Microseconds = Microseconds(latencies[index], 0.5),
                p99Microseconds = Microseconds(latencies[index], 0.99),
                rounds = rates[index],
            });
        }
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static double Microseconds(List<long> sorted, double share) =>
        sorted[(int)((sorted.Count - 1) * share)] * 1e6 / Stopwatch.Frequency;
}
