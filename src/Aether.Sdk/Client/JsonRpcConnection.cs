using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Sdk.Client;

/// <summary>JSON-RPC 2.0 calls and batches over HTTP POST, without any knowledge of the methods.</summary>
internal sealed class JsonRpcConnection(HttpClient http, Uri endpoint)
{
    private long _lastId;

    /// <summary>Where calls go.</summary>
    public Uri Endpoint { get; } = endpoint;

    /// <summary>Calls a method and returns its result, detached from the answer's buffer.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellation)
    {
        long id = Interlocked.Increment(ref _lastId);
        JsonElement answer = await PostAsync(Request(id, method, parameters), cancellation).ConfigureAwait(false);
        return Read(answer, id);
    }

    /// <summary>Calls several methods in one batch and returns their results in the order of the calls.</summary>
    /// <remarks><b>Errors</b>: the first call that the node refused decides.</remarks>
    public async Task<JsonElement[]> CallAllAsync(
        IReadOnlyList<(string Method, JsonArray Parameters)> calls, CancellationToken cancellation)
    {
        long first = Interlocked.Add(ref _lastId, calls.Count) - calls.Count + 1;
        JsonArray batch = [];
        foreach ((string method, JsonArray parameters) in calls)
        {
            batch.Add((JsonNode)Request(first + batch.Count, method, parameters));
        }
        JsonElement answer = await PostAsync(batch, cancellation).ConfigureAwait(false);
        if (answer.ValueKind == JsonValueKind.Object)
        {
            // The batch was refused as a whole, or what answers knows none.
            _ = Read(answer, first);
            throw NotJsonRpc();
        }
        if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != calls.Count)
        {
            throw NotJsonRpc();
        }
        JsonElement[] results = new JsonElement[calls.Count];
        for (int index = 0; index < results.Length; index++)
        {
            results[index] = Read(Find(answer, first + index), first + index);
        }
        return results;
    }

    private static JsonObject Request(long id, string method, JsonArray parameters) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["method"] = method,
        ["params"] = parameters,
    };

    private async Task<JsonElement> PostAsync(JsonNode request, CancellationToken cancellation)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(request.ToJsonString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        byte[] answer = await PostAsync(body, cancellation).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw NotJsonRpc(error);
        }
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

    // A server may answer a batch in any order. Ours keeps the order of the calls.
    private JsonElement Find(JsonElement answers, long id)
    {
        foreach (JsonElement answer in answers.EnumerateArray())
        {
            if (answer.ValueKind == JsonValueKind.Object && IsFor(answer, id))
            {
                return answer;
            }
        }
        throw NotJsonRpc();
    }

    private static bool IsFor(JsonElement answer, long id) =>
        answer.TryGetProperty("id", out JsonElement answered)
        && answered.ValueKind == JsonValueKind.Number
        && answered.TryGetInt64(out long answeredId) && answeredId == id;

    private JsonElement Read(JsonElement root, long id)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw NotJsonRpc();
        }
        if (root.TryGetProperty("error", out JsonElement failure) && failure.ValueKind == JsonValueKind.Object)
        {
            throw ToException(failure);
        }
        return IsFor(root, id) && root.TryGetProperty("result", out JsonElement result) ? result : throw NotJsonRpc();
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
