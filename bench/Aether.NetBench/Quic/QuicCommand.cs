using System.Globalization;
using System.Text.Json;
using Aether.BenchKit.Measurement;

namespace Aether.NetBench.Quic;

/// <summary>Messages, datagrams and handshakes over loopback, with and without segmentation offload in turn.</summary>
internal static class QuicCommand
{
    private const int Datagrams = 20_000;
    private const int DatagramBytes = 1_000;
    private const int Handshakes = 200;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public static int Run(QuicBenchOptions options, string jsonPath)
    {
        long bytes = (long)options.Mebibytes << 20;
        using QuicPair offload = new(noOffload: false);
        using QuicPair plain = new(noOffload: true);
        (string Name, string Unit, string Spike, Func<QuicPair, double> Measure)[] rows =
        [
            ("1 stream, messages of 64 KiB", "MB/s", "958-1,104",
                pair => bytes / 1e6 / pair.MoveMessages(bytes, 1 << 16, 1)),
            ("6 streams, messages of 64 KiB", "MB/s", "912-1,097 (8 streams, CUBIC)",
                pair => bytes / 1e6 / pair.MoveMessages(bytes, 1 << 16, 6)),
            ("1 stream, messages of 300 B", "messages/s", "-",
                pair => 200_000 / pair.MoveMessages(200_000L * 300, 300, 1)),
            ("datagrams of 1,000 B", "datagrams/s", "241,000-540,000", Rate),
            ("handshakes, one after the other", "per second", "357-667",
                pair => Handshakes / pair.MakeConnections(Handshakes)),
        ];
        List<object> report = [];
        Console.WriteLine("what | unit | offload | without | ratio | spike of dependencies.md");
        foreach ((string name, string unit, string spike, Func<QuicPair, double> measure) in rows)
        {
            _ = (measure(offload), measure(plain));
            double[] with = new double[options.Rounds];
            double[] without = new double[options.Rounds];
            for (int round = 0; round < options.Rounds; round++)
                (with[round], without[round]) = (measure(offload), measure(plain));
            double median = Statistics.Median(with);
            double other = Statistics.Median(without);
            double ratio = Statistics.Median([.. with.Zip(without, (a, b) => a / b)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} | {unit} | {median:N0} | {other:N0} | {ratio:F2} | {spike}"));
            report.Add(new { name, unit, offload = with, without, ratio });
        }

        Directory.CreateDirectory(Path.GetDirectoryName(jsonPath)!);
        File.WriteAllText(jsonPath, JsonSerializer.Serialize(report, s_json));
        return 0;
    }

    private static double Rate(QuicPair pair)
    {
        (double seconds, int received) = pair.MoveDatagrams(Datagrams, DatagramBytes);
        return received / seconds;
    }
}
