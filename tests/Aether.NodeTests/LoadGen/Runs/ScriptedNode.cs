using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.TestKit.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aether.NodeTests.LoadGen.Runs;

/// <summary>
/// A node over real HTTP that does with each transaction what a script says. It makes a block whenever it is asked for
/// the next one, so its time is the watcher's; once nothing was sent for long, views pass quickly and what was lost
/// expires.
/// </summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly WebApplication _application;
    private readonly Func<int, Fate> _script;
    private readonly List<(Hash256 Hash, List<Hash256> Ids)> _blocks = [(Hash256.Zero, [])];
    private readonly List<Transaction> _pending = [];
    private readonly HashSet<Hash256> _failed = [];
    private readonly HashSet<Hash256> _refused = [];
    private readonly Dictionary<Address, ulong> _nonces = [];
    private readonly Dictionary<Address, ulong> _chainNonces = [];
    private readonly List<int> _views = [0];
    private readonly Dictionary<string, int> _asks = [];
    private int _sends;
    private int _idleBlocks;
    private int _asked;

    private ScriptedNode(Func<int, Fate> script)
    {
        _script = script;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    public Genesis Genesis { get; } = SimulatedGenesis.Create([1]);

    public Uri Address => new(_application.Urls.First());

    public int Sends => _sends;

    public int BadSignatures { get; private set; }

    /// <summary>Transactions that were refused before and came with the same bytes.</summary>
    public int SentAgain { get; private set; }

    /// <summary>Says for the first method of a request and how often it was asked whether the node is busy.</summary>
    public Func<string, int, bool> IsBusy { get; set; } = (_, _) => false;

    /// <summary>Requests that were refused as a whole.</summary>
    public int BusyAnswers { get; private set; }

    public int WrongNonces { get; private set; }

    public Dictionary<Fate, int> Counts { get; } = [];

    public static async Task<ScriptedNode> StartAsync(Func<int, Fate> script)
    {
        ScriptedNode node = new(script);
        await node._application.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        bool abort = false;
        JsonNode answer;
        if (IsBusyFor(request.RootElement))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1";
            await context.Response.WriteAsync(
                """{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"busy"}}""");
            return;
        }
        lock (_lock)
        {
            answer = request.RootElement.ValueKind == JsonValueKind.Array
                ? new JsonArray([.. request.RootElement.EnumerateArray().Select(call => Answer(call, ref abort))])
                : Answer(request.RootElement, ref abort);
        }
        if (abort)
        {
            context.Abort();
            return;
        }
        context.Response.ContentType = "application/json";
        // Without a length the body goes out in chunks: both forms are read.
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private bool IsBusyFor(JsonElement request)
    {
        JsonElement first = request.ValueKind == JsonValueKind.Array ? request[0] : request;
        string method = first.GetProperty("method").GetString()!;
        lock (_lock)
        {
            _asks[method] = _asks.GetValueOrDefault(method) + 1;
            bool busy = IsBusy(method, _asks[method]);
            BusyAnswers += busy ? 1 : 0;
            return busy;
        }
    }

    private JsonNode Answer(JsonElement call, ref bool abort)
    {
        JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = call.GetProperty("id").GetInt64() };
        JsonElement parameters = call.GetProperty("params");
        string method = call.GetProperty("method").GetString()!;
        if (method == "aeth_sendRawTransaction")
        {
            Send(parameters[0].GetString()!, answer, ref abort);
            return answer;
        }
        answer["result"] = method switch
        {
            "aeth_getGenesis" => new JsonObject
            {
                ["raw"] = Hex.Encode(Ace.Encode(Genesis)),
                ["hash"] = Genesis.Hash.ToString(),
            },
            "aeth_getSlotNumber" => _views[^1],
            "aeth_getFeeMarket" => new JsonObject
            {
                ["price"] = "4294967296",
                ["block"] = "4294967296",
                ["objects"] = new JsonArray(),
                ["height"] = _blocks.Count - 1,
            },
            "aeth_mempoolStatus" => new JsonObject { ["transactions"] = _pending.Count },
            "aeth_getAccount" => Account(parameters[0].GetString()!),
            "aeth_getHeader" => Block(parameters[0].GetString() == "finalized"
                ? Math.Max(_blocks.Count - 2, 0)
                : _blocks.Count - 1),
            "aeth_getBlockByNumber" => Next(parameters[0].GetInt32()),
            "aeth_getBlockReceipts" => Receipts(parameters[0].GetString()!),
            _ => new JsonObject(),
        };
        return answer;
    }

    private void Send(string hex, JsonObject answer, ref bool abort)
    {
        Assert.True(Hex.TryDecode(hex, 65_536, out byte[] bytes));
        Assert.True(Ace.TryDecode(bytes, out Transaction transaction, out _));
        Fate fate = _script(_sends++);
        _idleBlocks = 0;
        Address payer = transaction.Body.FeePayer;
        Witness witness = Assert.Single(transaction.Witnesses);
        bool signed = Ed25519.Verify(
            witness.Key.Value.Span,
            Transaction.SigningBytes(Genesis.Hash, transaction.BodyBytes),
            witness.Signature.Span);
        BadSignatures += signed ? 0 : 1;
        if (transaction.Body.Nonce != _nonces.GetValueOrDefault(payer))
        {
            WrongNonces++;
            answer["error"] = new JsonObject { ["code"] = -33012, ["message"] = "nonce" };
            return;
        }
        Counts[fate] = Counts.GetValueOrDefault(fate) + 1;
        abort |= fate is Fate.Drop or Fate.TakeAndDrop;
        SentAgain += _refused.Contains(transaction.Id) ? 1 : 0;
        if (fate is Fate.Refuse or Fate.Drop)
        {
            _refused.Add(transaction.Id);
            answer["error"] = new JsonObject { ["code"] = -33007, ["message"] = "full" };
            return;
        }
        if (fate != Fate.Lose)
        {
            _nonces[payer] = transaction.Body.Nonce + 1;
            _pending.Add(transaction);
        }
        if (fate == Fate.Fail)
        {
            _failed.Add(transaction.Id);
        }
        answer["result"] = transaction.Id.ToString();
    }

    private JsonNode? Next(int height)
    {
        // Every other question finds no block yet, so that the watcher pauses as it does with a real chain.
        if (height == _blocks.Count && ++_asked % 2 == 0)
        {
            List<Hash256> ids = [.. _pending.Select(transaction => transaction.Id)];
            foreach (Transaction transaction in _pending)
            {
                _chainNonces[transaction.Body.FeePayer] = transaction.Body.Nonce + 1;
            }
            _pending.Clear();
            const int LongIdle = 300;
            _views.Add(_views[^1] + (_sends > 0 && ++_idleBlocks > LongIdle ? 10_000 : 1));
            _blocks.Add((new Hash256(SHA256.HashData(BitConverter.GetBytes(height))), ids));
        }
        return height < _blocks.Count ? Block(height) : null;
    }

    private JsonObject Block(int height) => new()
    {
        ["hash"] = _blocks[height].Hash.ToString(),
        ["parentHash"] = _blocks[Math.Max(height - 1, 0)].Hash.ToString(),
        ["height"] = height,
        ["view"] = _views[height],
        ["timestampMs"] = SimulatedGenesis.TimestampMs + (ulong)(height * 10),
        ["payloadBytes"] = 4,
        ["transactions"] = new JsonArray([.. _blocks[height].Ids.Select(id => JsonValue.Create(id.ToString()))]),
    };

    private JsonObject Account(string text)
    {
        Assert.True(AddressText.TryParse(text, out Address address));
        return new JsonObject
        {
            ["address"] = text,
            ["nonce"] = _chainNonces.GetValueOrDefault(address),
            ["balances"] = new JsonArray(new JsonObject { ["asset"] = "SWR", ["amount"] = "150000000000000" }),
            ["height"] = _blocks.Count - 1,
            ["view"] = _views[^1],
            ["blockHash"] = _blocks[^1].Hash.ToString(),
        };
    }

    private JsonObject Receipts(string hash)
    {
        List<Hash256> ids = _blocks.Single(block => block.Hash.ToString() == hash).Ids;
        return new JsonObject
        {
            ["count"] = ids.Count,
            ["receipts"] = new JsonArray([.. ids.Where(_failed.Contains).Select(id => new JsonObject
            {
                ["transactionHash"] = id.ToString(),
                ["status"] = 7,
                ["statusName"] = "OutOfGas",
            })]),
        };
    }
}
