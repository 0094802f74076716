using System.Diagnostics;
using System.Text.Json;
using Aether.Core;
using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;

namespace Aether.GpuCheck;

/// <summary>Self-test, differential test and measurements of the GPU kernels, as one JSON document.</summary>
internal static class CheckRun
{
    private const int Equal = 0;
    private const int Different = 1;
    private const int WrongArguments = 2;
    private const int NoGpu = 3;

    /// <summary>Runs with the arguments and writes the document; the exit code.</summary>
    public static int Run(string[] arguments, Stream output)
    {
        if (!CheckOptions.TryParse(arguments, out CheckOptions options, out string? error))
        {
            Console.Error.WriteLine(error);
            Console.Error.WriteLine(CheckOptions.Usage);
            return WrongArguments;
        }

        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        int status = Check(options, json);
        json.WriteNumber("exitCode", status);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
        return status;
    }

    private static int Check(CheckOptions options, Utf8JsonWriter json)
    {
        if (!CudaDriver.TryGetDevice(options.Device, out CudaDeviceInfo? device, out string? reason))
        {
            json.WriteString("reason", reason);
            return NoGpu;
        }

        WriteDevice(device, json);
        GpuVerifierOptions gpu = new()
        {
            DeviceOrdinal = options.Device,
            SlotCount = Math.Min(2 * Environment.ProcessorCount, Limits.Gpu.MaxSlots),
            SlotItems = options.SlotItems,
            SlotMessageBytes =
                (int)Math.Min(int.MaxValue, (long)options.SlotItems * Math.Max(256, options.MessageBytes)),
        };
        long start = Stopwatch.GetTimestamp();
        if (!GpuVerifier.TryCreate(gpu, out GpuVerifier? verifier, out reason))
        {
            json.WriteString("reason", reason);
            return NoGpu;
        }

        using (verifier)
        {
            json.WriteNumber("openMs", Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            WriteKernels(verifier, json);
            json.Flush();
            if (!VerdictCheck.Run(verifier, options, json))
            {
                return Different;
            }

            // What is known so far survives a run that is stopped at its time limit.
            json.Flush();
            IssueRate.Run(verifier, json);
            bool works = DeviceTimes.Run(verifier, options, json) && Throughput.Run(verifier, options, json);
            return works ? Equal : Different;
        }
    }

    private static void WriteDevice(CudaDeviceInfo device, Utf8JsonWriter json)
    {
        json.WriteStartObject("device");
        json.WriteString("name", device.Name);
        json.WriteString("computeCapability", $"{device.ComputeMajor}.{device.ComputeMinor}");
        json.WriteNumber("multiprocessors", device.MultiprocessorCount);
        json.WriteNumber("clockKhz", device.ClockKhz);
        json.WriteNumber("memoryBytes", device.MemoryBytes);
        json.WriteNumber("driverVersion", device.DriverVersion);
        json.WriteNumber("hostProcessors", Environment.ProcessorCount);
        json.WriteEndObject();
    }

    private static void WriteKernels(GpuVerifier verifier, Utf8JsonWriter json)
    {
        json.WriteStartArray("kernels");
        foreach ((string name, int registers, int localBytes) in verifier.Program!.Describe())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("registers", registers);
            json.WriteNumber("localBytes", localBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
