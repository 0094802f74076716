using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aether.BenchKit.Measurement;

/// <summary>What a figure has to be read with: processor, system, runtime and the commit that was built.</summary>
internal sealed record MachineFacts(
    string Processor,
    int Cores,
    string[] Features,
    double MemoryGib,
    string OperatingSystem,
    string Kernel,
    string Dotnet,
    string Commit,
    bool Modified)
{
    // The instruction sets some kernel here has a variant for.
    private static readonly string[] s_features =
    [
        "avx2", "bmi2", "adx", "sha_ni", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512ifma", "avx512vbmi",
        "gfni", "vaes",
    ];

    /// <summary>Reads the facts; what cannot be found out is named <c>unknown</c>.</summary>
    public static MachineFacts Read()
    {
        string[] processor = ReadLines("/proc/cpuinfo");
        string flags = $" {Field(processor, "flags")} ";
        string model = $"{Field(processor, "model name")}, family {Field(processor, "cpu family")}"
            + $" model {Field(processor, "model")}";
        string commit = Git("rev-parse --short=12 HEAD");
        return new MachineFacts(
            model,
            Environment.ProcessorCount,
            [.. s_features.Where(feature => flags.Contains($" {feature} ", StringComparison.Ordinal))],
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
            OperatingSystemName(),
            Environment.OSVersion.Version.ToString(),
            Environment.Version.ToString(),
            commit.Length == 0 ? "unknown" : commit,
            Git("status --porcelain --untracked-files=no").Length != 0);
    }

    private static string OperatingSystemName()
    {
        const string Key = "PRETTY_NAME=";
        string? line = ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line?[Key.Length..].Trim('"') ?? RuntimeInformation.OSDescription;
    }

    private static string Field(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.Split(':')[0].Trim() == name)?.Split(':', 2)[1].Trim() ?? "unknown";

    private static string[] ReadLines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string Git(string arguments)
    {
        try
        {
            ProcessStartInfo start = new("git", arguments)
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git on this machine: the report says 'unknown'.
            return "";
        }
    }
}
