using System.Globalization;
using System.Runtime.InteropServices;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>The machine and the programs of a report.</summary>
internal sealed record EnvironmentInfo
{
    /// <summary>Model of the processor.</summary>
    public required string Cpu { get; init; }

    /// <summary>Processors.</summary>
    public required int Processors { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Operating system and kernel.</summary>
    public required string System { get; init; }

    /// <summary>Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Version of `aetherctl`, with the commit where the build knew it.</summary>
    public required string Client { get; init; }

    /// <summary>Version of the first node.</summary>
    public string Node { get; init; } = "";

    /// <summary>Chain and hash of its genesis.</summary>
    public string Chain { get; init; } = "";

    /// <summary>Load of the machine over a minute when the report was begun: what else ran.</summary>
    public double LoadBefore { get; init; }

    /// <summary>The environment of this process.</summary>
    public static EnvironmentInfo Read(string node, string chain) => new()
    {
        Cpu = CpuModel(),
        Processors = global::System.Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        Client = ClientVersion(),
        Node = node,
        Chain = chain,
        LoadBefore = LoadAverage(),
    };

    private static string ClientVersion() => typeof(EnvironmentInfo).Assembly
        .GetCustomAttributes(typeof(global::System.Reflection.AssemblyInformationalVersionAttribute), false)
        .OfType<global::System.Reflection.AssemblyInformationalVersionAttribute>()
        .FirstOrDefault()?.InformationalVersion ?? "unknown";

    private static string CpuModel()
    {
        const string Key = "model name";
        string line = Lines("/proc/cpuinfo").FirstOrDefault(
            text => text.StartsWith(Key, StringComparison.Ordinal), string.Empty);
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? RuntimeInformation.ProcessArchitecture.ToString() : line[(colon + 1)..].Trim();
    }

    private static double LoadAverage()
    {
        string first = Lines("/proc/loadavg").FirstOrDefault(string.Empty).Split(' ')[0];
        return double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : 0;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
