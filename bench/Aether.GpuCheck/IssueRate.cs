using System.Text.Json;
using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;

namespace Aether.GpuCheck;

/// <summary>How many multiply-adds a second the device issues: the ceiling of the field arithmetic.</summary>
internal static class IssueRate
{
    // Enough blocks to fill every multiprocessor with its most threads (2048), several times over.
    private const int BlocksPerMultiprocessor = 64;

    private const int Rounds = 4096;
    private const int SlowDeviceRounds = 1;

    /// <summary>Adds "issueRate" with operations per second of each kind.</summary>
    public static void Run(GpuVerifier verifier, Utf8JsonWriter json)
    {
        CudaContext context = verifier.Context;
        context.Bind();
        int blocks = BlocksPerMultiprocessor * context.Device.MultiprocessorCount;
        long threads = (long)blocks * GpuLayout.BlockThreads;
        // A stand-in without multiprocessors would run for minutes.
        int rounds = context.Device.MultiprocessorCount == 1 ? SlowDeviceRounds : Rounds;
        using CudaBuffer sink = new(context, threads * sizeof(ulong));
        json.WriteStartObject("issueRate");
        foreach (string kind in new[] { "imad", "dfma" })
        {
            CudaFunction kernel = verifier.Program!.Module.GetFunction("aether_gpu_issue_rate_" + kind);
            double seconds = Seconds(context, kernel, blocks, sink, rounds);
            double operations = (double)threads * rounds * GpuLayout.IssueRateOperations;
            json.WriteNumber(kind + "PerSecond", Math.Round(operations / seconds));
        }

        json.WriteEndObject();
    }

    private static double Seconds(CudaContext context, CudaFunction kernel, int blocks, CudaBuffer sink, int rounds)
    {
        using CudaStream stream = new(context);
        using CudaEvent start = new(context);
        using CudaEvent end = new(context);
        double best = double.MaxValue;
        for (int repeat = 0; repeat < 4; repeat++)
        {
            start.Record(stream);
            kernel.Launch(stream, blocks, GpuLayout.BlockThreads, [sink.Address, (ulong)rounds]);
            end.Record(stream);
            stream.Synchronize();
            best = Math.Min(best, end.MillisecondsSince(start) / 1000);
        }

        return best;
    }
}
