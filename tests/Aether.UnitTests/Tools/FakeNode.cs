using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.UnitTests.Sdk.Proofs;

namespace Aether.UnitTests.Tools;

/// <summary>A node behind an HTTP handler: canned answers by method, and a record of what was asked.</summary>
internal sealed class FakeNode : HttpMessageHandler
{
    private readonly Dictionary<string, Func<JsonArray, JsonNode?>> _answers = [];

    public FakeNode(SampleChain? chain = null)
    {
        Chain = chain ?? new SampleChain();
        Answer("aeth_getGenesis", _ => new JsonObject { ["raw"] = Hex.Encode(Ace.Encode(Chain.Genesis)) });
        Answer("aeth_chainId", _ => new JsonObject
        {
            ["chainId"] = Chain.Genesis.ChainId,
            ["genesisHash"] = Chain.Genesis.Hash.ToString(),
        });
        Answer("aeth_nodeInfo", _ => new JsonObject
        {
            ["name"] = "aether",
            ["version"] = "0.1.0",
            ["chainId"] = Chain.Genesis.ChainId,
            ["genesisHash"] = Chain.Genesis.Hash.ToString(),
            ["epoch"] = 3,
            ["validatorIndex"] = null,
            ["uptimeMs"] = 5,
        });
        Answer("aeth_getSlotNumber", _ => 20);
        Answer("aeth_getHeader", parameters => HeaderOf(parameters[0]!.ToString() == "finalized" ? 5UL : 7UL));
        Answer("aeth_getFeeMarket", _ => new JsonObject
        {
            ["price"] = "4294967296",
            ["block"] = "4294967296",
            ["objects"] = new JsonArray(),
            ["height"] = 7,
        });
        Answer("aeth_mempoolStatus", _ => new JsonObject { ["transactions"] = 2, ["bytes"] = 600 });
        Answer("aeth_getBalance", parameters => new JsonObject
        {
            ["address"] = parameters[0]!.ToString(),
            ["swr"] = "1500000000",
            ["aic"] = "0",
            ["height"] = 5,
            ["blockHash"] = Chain.Header.Hash.ToString(),
        });
        Answer("aeth_getAccount", parameters => new JsonObject
        {
            ["address"] = parameters[0]!.ToString(),
            ["nonce"] = 4,
            ["balances"] = new JsonArray(new JsonObject { ["asset"] = "SWR", ["amount"] = "150000000000" }),
            ["height"] = 7,
            ["view"] = 9,
            ["blockHash"] = Chain.Header.Hash.ToString(),
        });
        Answer("aeth_getObject", parameters => Objects.TryGetValue(parameters[0]!.ToString(), out byte[]? raw)
            ? ObjectOf(parameters[0]!.ToString(), raw)
            : null);
        Answer("aeth_getTransactionReceipt", parameters => ReceiptOf(parameters[0]!.ToString()));
        Answer("aeth_sendRawTransaction", parameters => RememberSent(parameters[0]!.ToString()));
        Answer("aeth_getContract", parameters => ContractOf(parameters)?.Info());
        Answer("aeth_getContractAbi", parameters => ContractOf(parameters)?.Abi());
        Answer("aeth_callContract", parameters => ContractOf(parameters)?.Try(parameters[1]!.ToString()));
        Answer("aeth_simulate", parameters => Simulate(parameters[0]!.ToString()));
        Answer("aeth_dev_faucet", _ => SampleChain.Hash(20).ToString());
    }

    public SampleChain Chain { get; }

    /// <summary>Values of objects in the state, by identifier.</summary>
    public Dictionary<string, byte[]> Objects { get; } = [];

    /// <summary>Contracts in the state, by identifier.</summary>
    public Dictionary<string, FakeContract> Contracts { get; } = [];

    /// <summary>Methods in the order they were called.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Parameters of the last call of each method.</summary>
    public Dictionary<string, JsonArray> Parameters { get; } = [];

    /// <summary>The last transaction sent.</summary>
    public Transaction? Sent { get; private set; }

    /// <summary>Replaces the answer to a method.</summary>
    public void Answer(string method, Func<JsonArray, JsonNode?> answer) => _answers[method] = answer;

    /// <summary>Makes a method fail with an error object.</summary>
    public void Refuse(string method, int code, string name) => Answer(method, _ => throw new Refusal(code, name));

    public JsonObject ReceiptOf(string hash, byte status = 0, bool finalized = true) => new()
    {
        ["transactionHash"] = hash,
        ["status"] = status,
        ["statusName"] = ((ReceiptStatus)status).ToString(),
        ["gasUsed"] = 1000,
        ["fee"] = "12345",
        ["stateDeltaHash"] = SampleChain.Hash(1).ToString(),
        ["events"] = new JsonArray(),
        ["returnHash"] = SampleChain.Hash(2).ToString(),
        ["blockHash"] = Chain.Header.Hash.ToString(),
        ["height"] = 5,
        ["view"] = 9,
        ["index"] = 0,
        ["finalized"] = finalized,
        ["raw"] = Hex.Encode(Ace.Encode(Chain.Receipts[0])),
    };

    private JsonObject ObjectOf(string id, byte[] raw) => new()
    {
        ["id"] = id,
        ["raw"] = Hex.Encode(raw),
        ["epoch"] = 30,
        ["height"] = 7,
        ["view"] = 9,
        ["blockHash"] = Chain.Header.Hash.ToString(),
        ["finalized"] = true,
    };

    public JsonObject HeaderOf(ulong height) => new()
    {
        ["hash"] = Chain.Header.Hash.ToString(),
        ["height"] = height,
        ["view"] = 9,
        ["timestampMs"] = 5000,
        ["stateRoot"] = Chain.Header.StateRoot.ToString(),
        ["baseFee"] = "4294967296",
        ["finalized"] = true,
        ["rawHeader"] = Hex.Encode(Ace.Encode(Chain.Header)),
    };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        JsonNode asked = JsonNode.Parse(body)!;
        JsonNode answer = asked is JsonArray batch
            ? new JsonArray([.. batch.Select(call => (JsonNode)Call(call!))])
            : Call(asked);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }

    private JsonObject Call(JsonNode call)
    {
        string method = call["method"]!.ToString();
        JsonArray parameters = call["params"]!.AsArray();
        Calls.Add(method);
        Parameters[method] = parameters;
        JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        try
        {
            answer["result"] = _answers.TryGetValue(method, out Func<JsonArray, JsonNode?>? found)
                ? found(parameters)
                : null;
        }
        catch (Refusal refusal)
        {
            answer["error"] = new JsonObject
            {
                ["code"] = refusal.Code,
                ["message"] = $"refused as {refusal.Message}",
                ["data"] = new JsonObject { ["name"] = refusal.Message, ["required"] = "7" },
            };
        }
        return answer;
    }

    private FakeContract? ContractOf(JsonArray parameters) => Contracts.GetValueOrDefault(parameters[0]!.ToString());

    // The last call decides, as on a chain: its program is a contract, its arguments begin with the method's name.
    private JsonObject? Simulate(string raw)
    {
        if (!TryReadTransaction(raw, out Transaction transaction)
            || transaction.Body.Calls is not [.., ProgramCall call]
            || !Contracts.TryGetValue(call.Program.Value.ToString(), out FakeContract? contract))
        {
            return null;
        }
        AceReader reader = new(call.Arguments);
        return contract.Try(Encoding.UTF8.GetString(reader.Bytes(64)));
    }

    private string RememberSent(string raw)
    {
        bool known = TryReadTransaction(raw, out Transaction transaction);
        Sent = known ? transaction : null;
        return known ? transaction.Id.ToString() : SampleChain.Hash(20).ToString();
    }

    private static bool TryReadTransaction(string raw, out Transaction transaction)
    {
        Hex.TryDecode(raw, 1 << 20, out byte[] bytes);
        return Ace.TryDecode(bytes, out transaction, out _);
    }

    private sealed class Refusal(int code, string name) : Exception(name)
    {
        public int Code { get; } = code;
    }
}
