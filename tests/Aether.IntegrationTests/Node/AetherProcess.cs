using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>One run of the real `aether` program.</summary>
internal sealed class AetherProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly ConcurrentQueue<string> _errorLines = new();
    private readonly SemaphoreSlim _errorArrived = new(0);
    private readonly Task _error;

    private AetherProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = ReadErrorAsync();
    }

    public static string ProgramFolder => AppContext.BaseDirectory;

    public static AetherProcess Start(params string[] arguments) => StartFrom(ProgramFolder, arguments);

    public static AetherProcess StartFrom(string folder, params string[] arguments)
    {
        // What runs in the background of a shell inherits that SIGINT is ignored; env undoes it.
        ProcessStartInfo start = new("env")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--default-signal=INT", "dotnet", Path.Combine(folder, "aether.dll") },
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new AetherProcess(process);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output, string[] Error)> RunAsync(params string[] arguments)
    {
        await using AetherProcess process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Checks what a refused start looks like: the code, and one line of text without a stack trace.</summary>
    public static async Task<string> AssertRefusedAsync(int code, params string[] arguments)
    {
        (int actual, string output, string[] error) = await RunAsync(arguments);
        Assert.Equal((code, ""), (actual, output));
        string line = Assert.Single(error);
        Assert.StartsWith("aether: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Waits for a line of standard error that starts so; returns the rest of it.</summary>
    public async Task<string> WaitForLineAsync(string start)
    {
        string line = await WaitAsync(line => line.StartsWith(start, StringComparison.Ordinal), start);
        return line[start.Length..].Trim();
    }

    /// <summary>Waits for a line of standard error that has a text in it; returns the line.</summary>
    public Task<string> WaitForTextAsync(string text) =>
        WaitAsync(line => line.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Sends a signal such as INT.</summary>
    public async Task SignalAsync(string name)
    {
        string id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", [$"-{name}", id]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end. Lines taken by <see cref="WaitForLineAsync"/> are not in the result.</summary>
    public async Task<(int Code, string Output, string[] Error)> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        await _error;
        return (_process.ExitCode, await _output, [.. _errorLines]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _errorArrived.Dispose();
    }

    private async Task<string> WaitAsync(Func<string, bool> isWanted, string text)
    {
        while (true)
        {
            Assert.True(await _errorArrived.WaitAsync(s_patience), "no such line in time");
            Assert.True(_errorLines.TryDequeue(out string? line), $"the program ended without a line '{text}'");
            if (isWanted(line))
            {
                return line;
            }
        }
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errorLines.Enqueue(line);
            _errorArrived.Release();
        }
        _errorArrived.Release();
    }
}
