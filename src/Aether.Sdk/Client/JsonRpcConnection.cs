using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core;

namespace Aether.Sdk.Client;

/// <summary>JSON-RPC 2.0 calls and batches over HTTP POST, without any knowledge of the methods.</summary>
/// <remarks>
/// A node that refuses a call because the client's budget is used up, or because it has too much to do, says when to
/// ask again: that is waited for, up to <see cref="Limits.Rpc.MaxBudgetWaitMs"/> in all. Such a call did nothing.
/// </remarks>
internal sealed class JsonRpcConnection(HttpClient http, Uri endpoint, TimeProvider time)
{
    private const int LimitExceeded = -32005;

    private long _lastId;

    /// <summary>Where calls go.</summary>
    public Uri Endpoint { get; } = endpoint;

    /// <summary>Calls a method and returns its result, detached from the answer's buffer.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellation)
    {
        long id = Interlocked.Increment(ref _lastId);
        byte[] body = Encoding.UTF8.GetBytes(Request(id, method, parameters).ToJsonString());
        return await WaitingAsync(body, answer => Read(answer, id), cancellation).ConfigureAwait(false);
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
        byte[] body = Encoding.UTF8.GetBytes(batch.ToJsonString());
        return await WaitingAsync(body, answer => ReadAll(answer, first, calls.Count), cancellation)
            .ConfigureAwait(false);
    }

    private JsonElement[] ReadAll(JsonElement answer, long first, int count)
    {
        if (answer.ValueKind == JsonValueKind.Object)
        {
            // The batch was refused as a whole, or what answers knows none.
            _ = Read(answer, first);
            throw NotJsonRpc();
        }
        if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != count)
        {
            throw NotJsonRpc();
        }
        JsonElement[] results = new JsonElement[count];
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

    private async Task<T> WaitingAsync<T>(byte[] body, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        TimeSpan left = TimeSpan.FromMilliseconds(Limits.Rpc.MaxBudgetWaitMs);
        while (true)
        {
            JsonElement answer = Parse(await PostAsync(body, cancellation).ConfigureAwait(false));
            try
            {
                return read(answer);
            }
            catch (RpcErrorException refused) when (refused.Code == LimitExceeded && refused.RetryAfter is { } wait
                && wait <= left)
            {
                left -= wait;
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private JsonElement Parse(byte[] answer)
    {
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

    private async Task<byte[]> PostAsync(byte[] text, CancellationToken cancellation)
    {
        using ByteArrayContent body = new(text);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage response =
                await http.PostAsync(Endpoint, body, cancellation).ConfigureAwait(false);
            // A refusal for want of budget is an answer: its error says how long to wait.
            if (!response.IsSuccessStatusCode && !IsRefusal(response))
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

    private static bool IsRefusal(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
        && response.Content.Headers.ContentType?.MediaType == "application/json";

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
