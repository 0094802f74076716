using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Aether.NodeTests.Cli;

/// <summary>A node behind an HTTP handler: answers by method and by path, and a record of what was asked.</summary>
internal sealed class RecordedNode : HttpMessageHandler
{
    private readonly Dictionary<string, Func<JsonArray, JsonNode?>> _methods = [];
    private readonly Dictionary<string, Func<Uri, (HttpStatusCode Status, string Body)>> _paths = [];

    /// <summary>Starts with what every node answers.</summary>
    public RecordedNode()
    {
        Answer("aeth_chainId", _ => new JsonObject { ["chainId"] = "aether-dev-1", ["genesisHash"] = Genesis });
        Answer("aeth_nodeInfo", _ => new JsonObject
        {
            ["name"] = "aether",
            ["version"] = "0.1.0",
            ["chainId"] = "aether-dev-1",
            ["genesisHash"] = Genesis,
            ["epoch"] = 3,
            ["validatorIndex"] = null,
            ["uptimeMs"] = 5,
        });
        Answer("aeth_getSlotNumber", _ => 20);
        Answer("aeth_getHeader", parameters => Header(parameters[0]!.ToString() == "finalized" ? 5UL : 7UL));
        Answer("aeth_mempoolStatus", _ => new JsonObject { ["transactions"] = 2, ["bytes"] = 600 });
    }

    /// <summary>Hash of the genesis it claims.</summary>
    public string Genesis { get; set; } = "0x" + new string('a', 64);

    /// <summary>Time of its headers.</summary>
    public ulong TimestampMs { get; set; } = 5_000;

    /// <summary>Methods and paths in the order in which they were asked.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Parameters of each call of a method, in order.</summary>
    public List<(string Method, JsonArray Parameters)> Parameters { get; } = [];

    /// <summary>HTTP requests, a batch being one.</summary>
    public int Requests { get; private set; }

    /// <summary>Answers a method.</summary>
    public void Answer(string method, Func<JsonArray, JsonNode?> answer) => _methods[method] = answer;

    /// <summary>Refuses a method.</summary>
    public void Refuse(string method, int code, string name) => Answer(method, _ => throw new Refusal(code, name));

    /// <summary>Answers GET on a path.</summary>
    public void AnswerPath(string path, Func<Uri, (HttpStatusCode Status, string Body)> answer) =>
        _paths[path] = answer;

    /// <summary>A header as the node writes it.</summary>
    public JsonObject Header(ulong height) => new()
    {
        ["hash"] = "0x" + new string('b', 64),
        ["height"] = height,
        ["view"] = 9,
        ["timestampMs"] = TimestampMs,
        ["stateRoot"] = "0x" + new string('c', 64),
        ["baseFee"] = "4294967296",
        ["finalized"] = true,
        ["rawHeader"] = "0x00",
    };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (request.Method == HttpMethod.Get)
        {
            Calls.Add(request.RequestUri!.AbsolutePath);
            return _paths.TryGetValue(request.RequestUri.AbsolutePath, out Func<Uri, (HttpStatusCode, string)>? page)
                ? Respond(page(request.RequestUri))
                : Respond((HttpStatusCode.NotFound, "not here\n"));
        }
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        JsonNode answer = body is JsonArray batch
            ? new JsonArray([.. batch.Select(call => (JsonNode)Call(call!))])
            : Call(body);
        return Respond((HttpStatusCode.OK, answer.ToJsonString()));
    }

    private static HttpResponseMessage Respond((HttpStatusCode Status, string Body) answer) => new(answer.Status)
    {
        Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"),
    };

    private JsonObject Call(JsonNode call)
    {
        string method = call["method"]!.ToString();
        JsonArray parameters = call["params"]!.AsArray();
        Calls.Add(method);
        Parameters.Add((method, (JsonArray)parameters.DeepClone()));
        JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        try
        {
            answer["result"] = _methods.TryGetValue(method, out Func<JsonArray, JsonNode?>? found)
                ? found(parameters)
                : throw new Refusal(-32601, "MethodNotFound");
        }
        catch (Refusal refusal)
        {
            answer["error"] = new JsonObject
            {
                ["code"] = refusal.Code,
                ["message"] = $"refused as {refusal.Message}",
                ["data"] = new JsonObject { ["name"] = refusal.Message },
            };
        }
        return answer;
    }

    private sealed class Refusal(int code, string name) : Exception(name)
    {
        public int Code { get; } = code;
    }
}
