using System.Text.Json;
using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;

namespace Aether.GpuCheck;

/// <summary>Self-test, differential test and measurements of the GPU kernels, as one JSON document.</summary>
internal static class Program
{
    private const int Equal = 0;
    private const int Different = 1;
    private const int WrongArguments = 2;
    private const int NoGpu = 3;

    public static int Main(string[] arguments)
    {
        if (!CheckOptions.TryParse(arguments, out CheckOptions options, out string? error))
        {
            Console.Error.WriteLine(error);
            Console.Error.WriteLine(CheckOptions.Usage);
            return WrongArguments;
        }

        using MemoryStream buffer = new();
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        int status = Run(options, json);
        json.WriteNumber("exitCode", status);
        json.WriteEndObject();
        json.Flush();
        using Stream output = Console.OpenStandardOutput();
        buffer.WriteTo(output);
        output.WriteByte((byte)'\n');
        return status;
    }

    private static int Run(CheckOptions options, Utf8JsonWriter json)
    {
        if (!CudaDriver.TryGetDevice(options.Device, out CudaDeviceInfo? device, out string? reason))
        {
            json.WriteString("reason", reason);
            return NoGpu;
        }

        WriteDevice(device, json);
        GpuVerifierOptions gpu = new() { DeviceOrdinal = options.Device, SlotCount = 2 * Environment.ProcessorCount };
        if (!GpuVerifier.TryCreate(gpu, out GpuVerifier? verifier, out reason))
        {
            json.WriteString("reason", reason);
            return NoGpu;
        }

        using (verifier)
        {
            WriteKernels(verifier, json);
            if (!VerdictCheck.Run(verifier, options, json))
            {
                return Different;
            }

            IssueRate.Run(device, verifier.Ptx, json);
            return Throughput.Run(verifier, options, json) ? Equal : Different;
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
        foreach ((string name, int registers, int localBytes) in verifier.Kernels)
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
