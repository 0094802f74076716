using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Sdk.Client;

/// <summary>One JSON-RPC 2.0 call at a time over HTTP POST, without any knowledge of the methods.</summary>
internal sealed class JsonRpcConnection(HttpClient http, Uri endpoint)
{
    private long _lastId;

    /// <summary>Where calls go.</summary>
    public Uri Endpoint { get; } = endpoint;

    /// <summary>Calls a method and returns its result, detached from the answer's buffer.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellation)
    {
        long id = Interlocked.Increment(ref _lastId);
        JsonObject request = new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(request.ToJsonString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        byte[] answer = await PostAsync(body, cancellation).ConfigureAwait(false);
        return Read(answer, id);
    }

    private async Task<byte[]> PostAsync(HttpContent body, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response =
                await http.PostAsync(Endpoint, body, cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                string status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                throw new EndpointException($"{Endpoint} answered with HTTP status {status}");
            }
            return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new EndpointException($"cannot reach {Endpoint}: {Cause(error)}", error);
        }
        catch (TaskCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new EndpointException($"{Endpoint} did not answer in time", error);
        }
    }

    private static string Cause(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "connection refused or no route",
        HttpRequestError.NameResolutionError => "the host name is unknown",
        HttpRequestError.SecureConnectionError => "the TLS handshake failed",
        HttpRequestError.ResponseEnded => "the connection was closed before the answer",
        HttpRequestError.ConfigurationLimitExceeded => "the answer is too large",
        _ => "what answers there is no HTTP server of this kind",
    };

    private JsonElement Read(byte[] answer, long id)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw NotJsonRpc(error);
        }
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw NotJsonRpc();
        }
        if (root.TryGetProperty("error", out JsonElement failure) && failure.ValueKind == JsonValueKind.Object)
        {
            throw ToException(failure);
        }
        bool isAnswer = root.TryGetProperty("id", out JsonElement answered)
            && answered.ValueKind == JsonValueKind.Number
            && answered.TryGetInt64(out long answeredId) && answeredId == id
            && root.TryGetProperty("result", out _);
        return isAnswer ? root.GetProperty("result") : throw NotJsonRpc();
    }

    private EndpointException NotJsonRpc(Exception? cause = null) =>
        new($"{Endpoint} does not answer with JSON-RPC 2.0", cause);

    private RpcErrorException ToException(JsonElement failure)
    {
        bool hasCode = failure.TryGetProperty("code", out JsonElement codeMember)
            && codeMember.ValueKind == JsonValueKind.Number && codeMember.TryGetInt32(out _);
        if (!hasCode)
        {
            throw NotJsonRpc();
        }
        JsonElement? data = failure.TryGetProperty("data", out JsonElement details) ? details : null;
        string name = data is { ValueKind: JsonValueKind.Object } ? Text(data.Value, "name") : string.Empty;
        return new RpcErrorException(codeMember.GetInt32(), name, Text(failure, "message"), data);
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : string.Empty;
}
