using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Aether.NodeTests.Firehose;

/// <summary>The stock client `@grpc/grpc-js` in a process of its own.</summary>
internal sealed class StockClient : IDisposable
{
    private const string Script = "tests/tools/firehose-client.mjs";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private StockClient(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Blocks the client holds, as far as it said so.</summary>
    public int At { get; private set; }

    /// <summary>Starts it; a machine that is set up has it.</summary>
    public static StockClient Start(string verb, object plan)
    {
        string script = Find(Script);
        bool installed = Directory.Exists(
            Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "@grpc", "grpc-js"));
        bool mustRun = Environment.GetEnvironmentVariable("CI") is not null;
        Assert.SkipUnless(installed || mustRun, "the stock gRPC client is not installed; run ./build.sh setup");
        ProcessStartInfo start = new("node", [script, verb, JsonSerializer.Serialize(plan)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new StockClient(Process.Start(start)!);
    }

    /// <summary>Reads what it says until it holds a number of blocks; null, or its result when it is done before.
    /// </summary>
    public async Task<JsonElement?> ReadToAsync(int blocks)
    {
        while (At < blocks)
        {
            string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            if (line is null || !line.StartsWith("at ", StringComparison.Ordinal))
            {
                await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
                string errors = await _errors;
                Assert.True(_process.ExitCode == 0 && line is not null, errors);
                TestContext.Current.TestOutputHelper?.WriteLine($"{line}\n{errors}");
                return JsonDocument.Parse(line).RootElement;
            }
            At = int.Parse(line.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>What it found, once it is done.</summary>
    public async Task<JsonElement> ResultAsync() => (await ReadToAsync(int.MaxValue))!.Value;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private static string Find(string path)
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, path)))
        {
            at = at.Parent;
        }
        return Path.Combine(at?.FullName ?? throw new InvalidOperationException($"{path} is not found"), path);
    }
}
