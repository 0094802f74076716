using System.Globalization;
using System.Net;
using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.Da.ErasureCoding;
using Aether.Native.Sockets;

namespace Aether.NetBench.Turbine;

/// <summary>Rates of the senders beside one another in one run, and a leader's processor time for a block.</summary>
internal static class TurbineCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public static int Run(TurbineOptions options, string jsonPath)
    {
        TransferMethod[] methods =
        [
            new PlainSocketMethod(), new RingMethod(false), new RingMethod(true),
            new LeaderMethod(ErasureCode.HalfRate), new LeaderMethod(ErasureCode.DoubleParity),
        ];
        List<TransferResult>[] results = [.. methods.Select(_ => new List<TransferResult>())];
        foreach (TransferMethod method in methods)
            _ = method.Run(options.Milliseconds);
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int index = 0; index < methods.Length; index++)
                results[index].Add(methods[index].Run(options.Milliseconds));
        }

        List<object> rows = [];
        double plain = Median(results[0], result => result.ReceivedPerSecond);
        Console.WriteLine("method | sent k/s | received k/s | Gbit/s | x SendTo | sender ns | receiver ns | lost %");
        for (int index = 0; index < methods.Length; index++)
            rows.Add(Row(methods[index], results[index], plain, options.Milliseconds));
        List<object> blocks = [];
        Console.WriteLine("block of 2 MB | nodes | encode us | sign us | kernel us | all us | B allocated");
        foreach (ErasureCode code in (ErasureCode[])[ErasureCode.HalfRate, ErasureCode.DoubleParity])
        {
            foreach (int nodes in (int[])[1, 6, 200])
                blocks.Add(Block(code, nodes, 60));
        }

        foreach (TransferMethod method in methods)
            method.Dispose();
        Directory.CreateDirectory(Path.GetDirectoryName(jsonPath)!);
        File.WriteAllText(jsonPath, JsonSerializer.Serialize(new { transfers = rows, blocks }, s_json));
        return 0;
    }

    private static object Row(TransferMethod method, List<TransferResult> results, double plain, int milliseconds)
    {
        double sent = Median(results, result => result.SentPerSecond(milliseconds));
        double received = Median(results, result => result.ReceivedPerSecond);
        double gigabits = Median(results, result => result.GigabitsPerSecond);
        double senderNs = Median(results, result => result.SenderNs);
        double receiverNs = Median(results, result => result.ReceiverNs);
        double lost = Median(results, result => 100.0 * (result.Sent - result.Received) / result.Sent);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{method.Name} | {sent / 1e3:F0} | {received / 1e3:F0} | {gigabits:F2} | {received / plain:F2} | "
            + $"{senderNs:F0} | {receiverNs:F0} | {lost:F1}"));
        return new
        {
            method.Name,
            method.DatagramBytes,
            sent,
            received,
            gigabits,
            ratio = received / plain,
            senderNs,
            receiverNs,
            lostPercent = lost,
        };
    }

    // Receivers take nothing while a block is timed: what does not fit their queues is dropped behind the sender.
    private static object Block(ErasureCode code, int nodes, int rounds)
    {
        using DatagramSocket from = new(new IPEndPoint(IPAddress.Loopback, 0), 8 << 20);
        using LeaderPath path = new(from, code, nodes);
        List<DatagramSocket> receivers = [];
        for (int node = 0; node < nodes; node++)
        {
            DatagramSocket receiver = new(new IPEndPoint(IPAddress.Loopback, 0), 1 << 20);
            _ = receiver.TryCoalesce();
            receivers.Add(receiver);
            path.Sender.SetDestination(node, receiver.LocalEndPoint);
        }

        double[] encode = new double[rounds];
        double[] sign = new double[rounds];
        double[] send = new double[rounds];
        double[] all = new double[rounds];
        using ReceiveBatch drain = new();
        for (int round = 0; round < rounds / 2; round++)
            _ = path.SendBlock();
        long allocated = 0;
        for (int round = 0; round < rounds; round++)
        {
            foreach (DatagramSocket receiver in receivers)
            {
                while (drain.Receive(receiver) > 0)
                {
                }
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = path.SendBlock();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            (encode[round], sign[round], send[round]) = (path.EncodeNs, path.SignNs, path.SendNs);
            all[round] = path.EncodeNs + path.SignNs + path.SendNs;
        }

        foreach (DatagramSocket receiver in receivers)
            receiver.Dispose();
        string name = $"{code.DataShards}+{code.ParityShards}";
        double total = Statistics.Median(all);
        double encodeUs = Statistics.Median(encode) / 1e3;
        double signUs = Statistics.Median(sign) / 1e3;
        double sendUs = Statistics.Median(send) / 1e3;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} | {nodes} | {encodeUs:F0} | {signUs:F0} | {sendUs:F0} | {total / 1e3:F0} | {allocated}"));
        return new { code = name, nodes, encodeUs, signUs, sendUs, allUs = total / 1e3, allocated };
    }

    private static double Median(List<TransferResult> results, Func<TransferResult, double> figure) =>
        Statistics.Median([.. results.Select(figure)]);
}
