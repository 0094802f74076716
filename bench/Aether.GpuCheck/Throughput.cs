using System.Diagnostics;
using System.Text.Json;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.GpuCheck;

/// <summary>
/// Signatures per second from ordinary host memory to verdicts, copies included, by as many submitting threads as there
/// are processors; beside it the processor alone. The ways are interleaved, medians count.
/// </summary>
internal static class Throughput
{
    // The batch equation draws its coefficients anew for every item, so repeated items cost what different ones do.
    private const int DistinctSignatures = 1 << 17;

    // Signatures that one thread of the processor verifies for the comparison.
    private const int ProcessorItems = 1 << 13;

    /// <summary>False where a valid signature was refused or the device failed.</summary>
    public static bool Run(GpuVerifier verifier, CheckOptions options, Utf8JsonWriter json)
    {
        SignatureSet set = SignatureSet.Honest(options.MaxItems, options.MessageBytes, DistinctSignatures);
        bool[] verdicts = new bool[options.MaxItems];
        bool works = true;
        json.WriteStartObject("throughput");
        json.WriteNumber("messageBytes", options.MessageBytes);
        json.WriteNumber("repeats", options.Repeats);
        json.WriteStartArray("gpu");
        for (int items = options.MinItems; items <= options.MaxItems && works; items = checked(items * 2))
        {
            works = RunSize(verifier, options, set, items, verdicts, json);
            json.Flush();
        }

        json.WriteEndArray();
        int processorItems = Math.Min(ProcessorItems, options.MaxItems);
        double seconds = Median(options.Repeats, () => Processor(set, processorItems, verdicts));
        json.WriteNumber("processorThreadPerSecond", Math.Round(processorItems / seconds));
        json.WriteEndObject();
        return works;
    }

    private static bool RunSize(
        GpuVerifier verifier, CheckOptions options, SignatureSet set, int items, bool[] verdicts, Utf8JsonWriter json)
    {
        (GpuBranch Branch, GpuMode Mode)[] ways =
        [
            (GpuBranch.Carry, GpuMode.Individual), (GpuBranch.Portable, GpuMode.Individual),
            (GpuBranch.Carry, GpuMode.Batch), (GpuBranch.Portable, GpuMode.Batch),
        ];
        List<double>[] times = [.. ways.Select(_ => new List<double>())];
        // The first round warms up.
        for (int round = 0; round <= options.Repeats; round++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                long start = Stopwatch.GetTimestamp();
                bool worked = Verify(verifier, set, items, verdicts, ways[way].Mode, ways[way].Branch);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (!worked || verdicts.AsSpan(0, items).Contains(false))
                {
                    json.WriteStartObject();
                    json.WriteString("failure", verifier.FailureReason ?? "a valid signature was refused");
                    json.WriteEndObject();
                    return false;
                }

                if (round > 0)
                {
                    times[way].Add(seconds);
                }
            }
        }

        for (int way = 0; way < ways.Length; way++)
        {
            json.WriteStartObject();
            json.WriteNumber("items", items);
            json.WriteString("branch", ways[way].Branch.ToString());
            json.WriteString("mode", ways[way].Mode.ToString());
            json.WriteNumber("medianMs", Math.Round(1000 * Median(times[way]), 3));
            json.WriteNumber("perSecond", Math.Round(items / Median(times[way])));
            json.WriteEndObject();
        }

        return true;
    }

    /// <summary>Splits the items among the processors, each of which fills and collects batches.</summary>
    private static bool Verify(
        GpuVerifier verifier, SignatureSet set, int items, bool[] verdicts, GpuMode mode, GpuBranch branch)
    {
        int messageBytes = set.MessageEnds[0];
        int parts = Math.Clamp(items / verifier.SlotItems, 1, Environment.ProcessorCount);
        int failures = 0;
        Parallel.For(0, parts, part =>
        {
            int start = (int)((long)items * part / parts);
            int count = (int)((long)items * (part + 1) / parts) - start;
            // All messages have one length, so every part starts with the same ends.
            if (!verifier.TryVerify(
                set.PublicKeys.AsSpan(start * Ed25519.PublicKeyBytes, count * Ed25519.PublicKeyBytes),
                set.Signatures.AsSpan(start * Ed25519.SignatureBytes, count * Ed25519.SignatureBytes),
                set.Messages.AsSpan(start * messageBytes, count * messageBytes),
                set.MessageEnds.AsSpan(0, count),
                verdicts.AsSpan(start, count),
                mode,
                branch))
            {
                Interlocked.Increment(ref failures);
            }
        });
        return failures == 0;
    }

    private static void Processor(SignatureSet set, int items, bool[] verdicts) =>
        Ed25519Batch.Verify(
            set.PublicKeys.AsSpan(0, items * Ed25519.PublicKeyBytes),
            set.Signatures.AsSpan(0, items * Ed25519.SignatureBytes),
            set.Messages.AsSpan(0, set.MessageEnds[items - 1]),
            set.MessageEnds.AsSpan(0, items),
            verdicts.AsSpan(0, items));

    private static double Median(int repeats, Action action)
    {
        List<double> times = [];
        action();
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Median(times);
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
