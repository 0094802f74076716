using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Aether.NodeTests.Telemetry;

/// <summary>Prometheus' own checks of metrics, rules and their tests.</summary>
internal static class Promtool
{
    /// <summary>Runs it; gives its exit code and all that it wrote.</summary>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="arguments">What to check.</param>
    public static (int Code, string Text) Run(string? input, params string[] arguments)
    {
        ProcessStartInfo start = new("promtool", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception)
        {
            Assert.Skip("promtool is not installed; run ./build.sh setup");
            throw;
        }
    }
}
