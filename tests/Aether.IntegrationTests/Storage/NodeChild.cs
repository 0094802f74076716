using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aether.Core.Codec;
using Aether.Core.Types;
using Xunit;

namespace Aether.IntegrationTests.Storage;

/// <summary>A real node of a chain with one validator, asked over JSON-RPC until it is killed.</summary>
internal sealed class NodeChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly Uri _endpoint;

    private NodeChild(Process process, Uri endpoint)
    {
        _process = process;
        _endpoint = endpoint;
    }

    /// <summary>Starts one on a folder with genesis.toml, validator.json and data; returns when it answers.</summary>
    public static async Task<NodeChild> StartAsync(string folder)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "aether.dll"), "run", "--rpc-port", "0", "--log-format", "text",
                "--genesis", Path.Combine(folder, "genesis.toml"),
                "--keys", Path.Combine(folder, "validator.json"),
                "--data", Path.Combine(folder, "data"),
            },
        };
        Process process = Process.Start(start)!;
        string? line;
        StringBuilder seen = new();
        while ((line = await process.StandardError.ReadLineAsync()) is not null)
        {
            seen.AppendLine(line);
            if (line.StartsWith("JSON-RPC", StringComparison.Ordinal))
            {
                return new NodeChild(process, new Uri(line["JSON-RPC".Length..].Trim()));
            }
        }
        Assert.Fail($"the node did not start: {seen}");
        return null!;
    }

    /// <summary>Height and hash of a final block.</summary>
    public async Task<(ulong Height, string Hash)> HeaderAsync(ulong height) =>
        ReadHeader(await AskAsync($"\"aeth_getHeader\",\"params\":[{height}]"));

    /// <summary>The next nonce of an account.</summary>
    public async Task<ulong> NonceAsync(Address address)
    {
        string text = AddressText.Format(address, AddressText.TestPrefix);
        JsonElement answer = await AskAsync($"\"aeth_getAccount\",\"params\":[\"{text}\",\"latest\"]");
        return answer.GetProperty("result").GetProperty("nonce").GetUInt64();
    }

    /// <summary>Sends a transaction; false when the node is gone. A refusal is an answer as well.</summary>
    public async Task<bool> TrySendAsync(Transaction transaction)
    {
        string raw = "0x" + Convert.ToHexString(Ace.Encode(transaction)).ToLowerInvariant();
        return await TryAskAsync($"\"aeth_sendRawTransaction\",\"params\":[\"{raw}\"]") is not null;
    }

    /// <summary>Height and hash of the final head; null when the node is gone.</summary>
    public async Task<(ulong Height, string Hash)?> TryFinalizedAsync() =>
        await TryAskAsync("\"aeth_getHeader\",\"params\":[\"finalized\"]") is { } answer ? ReadHeader(answer) : null;

    /// <summary>SIGKILL after a while. The time is the moment of the kill, drawn by the caller: nobody waits for
    /// anything by it.</summary>
    public async Task KillAfterAsync(TimeSpan time)
    {
        await Task.Delay(time);
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _client.Dispose();
    }

    private static (ulong Height, string Hash) ReadHeader(JsonElement answer)
    {
        JsonElement header = answer.GetProperty("result");
        return (header.GetProperty("height").GetUInt64(), header.GetProperty("hash").GetString()!);
    }

    private async Task<JsonElement> AskAsync(string methodAndParameters) =>
        await TryAskAsync(methodAndParameters) ?? throw new IOException("the node is gone");

    private async Task<JsonElement?> TryAskAsync(string methodAndParameters)
    {
        try
        {
            using StringContent body = new(
                $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":{methodAndParameters}}}",
                Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _client.PostAsync(_endpoint, body);
            using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return document.RootElement.Clone();
        }
        catch (Exception error) when (
            error is HttpRequestException or IOException or JsonException or SocketException)
        {
            return null;
        }
    }
}
