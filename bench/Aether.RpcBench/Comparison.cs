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
    public static int Run(ComparisonOptions options, string path)
    {
        // A process inherits the processors of the thread that starts it, and so do all of its threads: bound after
        // its start, those that it had already would keep both.
        int processors = Environment.ProcessorCount;
        Bind(1);
        List<ServerProcess> servers = [..
            s_servers.Where(name => options.Server is null || options.Server == name).Select(ServerProcess.Start)];
        Bind(processors > 1 ? 2 : 1);
        List<object> results = [];
        try
        {
            foreach ((string name, int depth, int calls) in s_loads)
            {
                if (options.Load is null || options.Load == name)
                {
                    Measure(servers, name, depth, calls, options.Rounds, options.Seconds, results);
                }
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

    private static void Bind(nint processors)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process own = Process.GetCurrentProcess();
            own.ProcessorAffinity = processors;
        }
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
        WarmUp(taking, depth, calls);
        for (int round = 0; round < rounds; round++)
        {
            for (int index = 0; index < taking.Count; index++)
            {
                using LoadClient client = new(taking[index].Port, 64, depth, calls);
                List<long> times = [];
                TimeSpan before = taking[index].Cpu;
                (long answers, double took) = client.Run(seconds, times);
                double cpu = (taking[index].Cpu - before).TotalSeconds;
                rates[index].Add(answers * calls / took);
                perCpu[index].Add(answers * calls / cpu);
                latencies[index].AddRange(times);
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

    // In pauses, because the runtime compiles what is called often on the processor that the load takes whole.
    private static void WarmUp(List<ServerProcess> servers, int depth, int calls)
    {
        for (int round = 0; round < 15; round++)
        {
            foreach (ServerProcess server in servers)
            {
                using LoadClient client = new(server.Port, 64, depth, calls);
                client.Run(0.2, []);
            }
            Thread.Sleep(300);
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
