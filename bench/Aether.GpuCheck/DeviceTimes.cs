using System.Diagnostics;
using System.Text.Json;
using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.GpuCheck;

/// <summary>The times of one full batch: its copies and kernels on the device, and what it costs the host.</summary>
internal static class DeviceTimes
{
    private const int AllocationBatches = 8;
    private const int AllocationItems = 64;

    /// <summary>False where the device failed.</summary>
    public static bool Run(GpuVerifier verifier, CheckOptions options, Utf8JsonWriter json)
    {
        int items = Math.Min(verifier.SlotItems, options.MaxItems);
        SignatureSet set = SignatureSet.Honest(items, options.MessageBytes, items);
        bool[] verdicts = new bool[items];
        bool works = true;
        verifier.Context.Bind();
        json.WriteStartArray("batchTimes");
        foreach (GpuMode mode in Enum.GetValues<GpuMode>())
        {
            foreach (GpuBranch branch in Enum.GetValues<GpuBranch>())
            {
                // The first one warms up.
                works = works && RunBatch(verifier, set, verdicts, mode, branch, json: null)
                    && RunBatch(verifier, set, verdicts, mode, branch, json);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("managedBytesOfBatches", works ? ManagedBytes(verifier, set, verdicts) : 0);
        return works;
    }

    /// <summary>What all threads of the process allocate for batches in both modes; 0 is expected.</summary>
    private static long ManagedBytes(GpuVerifier verifier, SignatureSet set, bool[] verdicts)
    {
        SignatureItems items = new(set.PublicKeys, set.Signatures, set.Messages, set.MessageEnds);
        int count = Math.Min(AllocationItems, set.Count);
        long before = 0;
        for (int i = 0; i < 2 * AllocationBatches; i++)
        {
            // The first half warms up.
            before = i == AllocationBatches ? GC.GetTotalAllocatedBytes(precise: true) : before;
            if (verifier.TryRent(out GpuBatch? batch))
            {
                batch.Fill(items, 0, count, verdicts);
                batch.Submit(i % 2 == 0 ? GpuMode.Individual : GpuMode.Batch);
                if (batch.Wait())
                {
                    batch.CopyVerdicts(verdicts);
                }

                batch.Return();
            }
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static bool RunBatch(
        GpuVerifier verifier, SignatureSet set, bool[] verdicts, GpuMode mode, GpuBranch branch, Utf8JsonWriter? json)
    {
        if (!verifier.TryRent(out GpuBatch? batch))
        {
            return false;
        }

        using GpuTimeline timeline = new(verifier.Context);
        batch.Timeline = timeline;
        long start = Stopwatch.GetTimestamp();
        SignatureItems items = new(set.PublicKeys, set.Signatures, set.Messages, set.MessageEnds);
        batch.Fill(items, 0, set.Count, verdicts);
        double fillMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        batch.Submit(mode, branch);
        bool works = batch.Wait();
        double deviceMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        if (works)
        {
            batch.CopyVerdicts(verdicts);
        }

        double collectMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        batch.Return();
        if (json is not null && works)
        {
            json.WriteStartObject();
            json.WriteNumber("items", set.Count);
            json.WriteString("branch", branch.ToString());
            json.WriteString("mode", mode.ToString());
            json.WriteNumber("hostFillMs", Math.Round(fillMs, 3));
            json.WriteNumber("submitToAnswerMs", Math.Round(deviceMs, 3));
            json.WriteNumber("hostCollectMs", Math.Round(collectMs, 3));
            json.WriteStartArray("steps");
            foreach ((string name, float milliseconds) in timeline.Read())
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("ms", Math.Round(milliseconds, 4));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return works;
    }
}
