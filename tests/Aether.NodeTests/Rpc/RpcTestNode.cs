using System.Globalization;
using System.Text;
using System.Text.Json;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Control;
using Aether.Node.Rpc;
using Aether.NodeTests.Rpc;
using Aether.Pipeline;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Xunit;

[assembly: AssemblyFixture(typeof(RpcTestNode))]

namespace Aether.NodeTests.Rpc;

/// <summary>One real validator of a development chain in this process, asked over HTTP; shared by all tests.</summary>
public sealed class RpcTestNode : IAsyncLifetime
{
    private const ulong Seed = 7;

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-rpc-").FullName;
    private readonly HttpClient _http = new();
    private DevnetNetwork _network = null!;
    private Dictionary<string, string> _values = [];

    internal DevClock Clock { get; } = new(TimeProvider.System);

    internal Uri Address { get; private set; } = null!;

    internal AetherClient Client { get; private set; } = null!;

    internal Genesis Genesis { get; private set; } = null!;

    internal NodeView View => _network.Nodes[0].View;

    public async ValueTask InitializeAsync()
    {
        DevnetFolder folder = DevnetFolder.OpenOrCreate(new DevnetOptions(1, _folder, Seed, null, false, 0));
        Genesis = folder.Genesis;
        _network = await DevnetNetwork.OpenAsync(
            folder,
            new PipelineOptions(),
            retention: Retention.Full,
            clock: Clock,
            snapshots: new DevSnapshots(DevnetFolder.FilesOf(_folder)));
        Address = await _network.StartAsync(0, Seed);
        Client = new AetherClient(_http, Address);
        _values = await MakeValuesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _network.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal static Address AddressOf(string name) => DevnetAccounts.AddressOf(Seed, name);

    /// <summary>Replaces <c>"$name"</c> by the values of this chain.</summary>
    internal string Fill(string json)
    {
        foreach ((string name, string value) in _values.OrderByDescending(item => item.Key.Length))
        {
            json = json.Replace($"\"${name}\"", value, StringComparison.Ordinal);
        }
        return json;
    }

    /// <summary>A body that the chain would take now.</summary>
    internal async Task<TransactionBody> BuildAsync(string from, Action<TransactionBuilder> calls)
    {
        AccountInfo account = await Client.GetAccountAsync(AddressOf(from), Sdk.Client.BlockTag.Latest);
        TransactionBuilder builder = new(Genesis);
        calls(builder);
        return builder.Build(AddressOf(from), account.Nonce, await Client.GetSlotNumberAsync(), price: 1UL << 33);
    }

    internal Transaction Sign(TransactionBody body, string name)
    {
        using SigningSeed key = SigningSeed.FromSeed(DevnetAccounts.SeedOf(Seed, name));
        return TransactionSigner.Sign(body, Genesis.Hash, key);
    }

    internal async Task<Transaction> TransferAsync(string from, string to, UInt128 amount) => Sign(
        await BuildAsync(from, calls => calls.Transfer(AddressOf(from), AddressOf(to), AssetId.Swr, amount)), from);

    /// <summary>Posts a body and returns the status with the answer.</summary>
    internal async Task<(int Status, string Body)> PostAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync(Address, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Calls a method and returns the whole answer.</summary>
    internal async Task<JsonElement> AskAsync(string method, string parameters)
    {
        (int _, string body) = await PostAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""");
        using JsonDocument answer = JsonDocument.Parse(body);
        return answer.RootElement.Clone();
    }

    /// <summary>Sends a transaction and waits until it is final.</summary>
    internal async Task<JsonElement> SendAsync(Transaction transaction)
    {
        JsonElement answer = await AskAsync(
            "aeth_sendRawTransactionSync", $$"""["{{Hex.Encode(transaction.Bytes)}}",{"timeoutMs":30000}]""");
        return answer.TryGetProperty("result", out JsonElement receipt)
            ? receipt
            : throw new InvalidOperationException(answer.ToString());
    }

    private async Task<Dictionary<string, string>> MakeValuesAsync()
    {
        Transaction first = await TransferAsync("alice", "bob", 5);
        JsonElement receipt = await SendAsync(first);
        ObjectId item = default;
        TransactionBody creation = await BuildAsync("alice", calls => calls.CreateObject(
            AddressOf("alice"), 1, ObjectKind.FirstFree, AddressOf("alice"), [1, 2, 3], out item));
        await SendAsync(Sign(creation, "alice"));
        Transaction unsent = await TransferAsync("carol", "dave", 1);
        Transaction waited = await TransferAsync("dave", "carol", 1);
        return new Dictionary<string, string>
        {
            ["alice"] = Quote(AddressText.Format(AddressOf("alice"), View.AddressPrefix)),
            ["bob"] = Quote(AddressText.Format(AddressOf("bob"), View.AddressPrefix)),
            ["validator"] = Quote(AddressText.Format(Genesis.Validators[0].Address, View.AddressPrefix)),
            ["hash"] = Quote(first.Id.ToString()),
            ["block"] = Quote(receipt.GetProperty("blockHash").GetString()!),
            ["view"] = receipt.GetProperty("view").GetUInt64().ToString(CultureInfo.InvariantCulture),
            ["height"] = receipt.GetProperty("height").GetUInt64().ToString(CultureInfo.InvariantCulture),
            ["object"] = Quote(item.ToString()),
            ["raw"] = Quote(Hex.Encode(unsent.Bytes)),
            ["rawHash"] = Quote(unsent.Id.ToString()),
            ["raw2"] = Quote(Hex.Encode(waited.Bytes)),
        };
    }

    private static string Quote(string text) => "\"" + text + "\"";
}
