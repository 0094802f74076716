using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>Runs one step of a compiler and turns its failure into an error.</summary>
internal static class CompilerProcess
{
    private const int MaxMessageLines = 40;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program in a folder.</summary>
    /// <param name="program">Name on the PATH, or path.</param>
    /// <param name="arguments">Arguments.</param>
    /// <param name="folder">Working folder.</param>
    /// <param name="install">What to do when the program is missing.</param>
    /// <param name="cancellation">Ends the program.</param>
    public static async Task RunAsync(
        string program, IEnumerable<string> arguments, string folder, string install, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start, install);
        process.StandardInput.Close();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            string messages = await error.ConfigureAwait(false) + await output.ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw DoesNotBuild(start, process.ExitCode, messages);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new CliException(
                ExitCode.Usage, ErrorCode.DoesNotBuild, $"{Path.GetFileName(program)} does not end",
                $"it ran for {s_limit.TotalMinutes} minutes", "build a smaller part of the contract");
        }
    }

    private static Process Start(ProcessStartInfo start, string install)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.MissingProgram, $"{start.FileName} is not installed",
                "contracts in this language are built with it", install);
        }
    }

    private static CliException DoesNotBuild(ProcessStartInfo start, int code, string messages)
    {
        string[] lines = messages.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringBuilder shown = new();
        foreach (string line in lines.Take(MaxMessageLines))
        {
            shown.Append("\n    ").Append(line.TrimEnd());
        }
        return new CliException(
            ExitCode.Usage, ErrorCode.DoesNotBuild, "the contract does not compile",
            $"{Path.GetFileName(start.FileName)} ended with {code}:{shown}", "correct the source and build again");
    }
}
