using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.UnitTests.Sdk.Proofs;
using Aether.UnitTests.Tools;
using Xunit;

namespace Aether.UnitTests.Sdk.Client;

public sealed class AetherClientTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly HttpClient _http;
    private readonly AetherClient _client;

    public AetherClientTests()
    {
        _http = new HttpClient(_node);
        _client = new AetherClient(_http, new Uri("http://node.example"));
    }

    public void Dispose()
    {
        _http.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task GetGenesis_HashIsComputedFromTheBytes()
    {
        Genesis genesis = await _client.GetGenesisAsync();
        Assert.Equal(_node.Chain.Genesis.Hash, genesis.Hash);
        _node.Answer("aeth_getGenesis", _ => new JsonObject { ["raw"] = "0x01" });
        await Assert.ThrowsAsync<EndpointException>(() => _client.GetGenesisAsync());
    }

    [Fact]
    public async Task GetAccount_ReadsBalancesExactly()
    {
        AccountInfo account = await _client.GetAccountAsync(new Address(SampleChain.Hash(1)), BlockTag.Latest);
        Assert.Equal(4UL, account.Nonce);
        Assert.Equal(new AssetAmount(AssetId.Swr, 150_000_000_000), Assert.Single(account.Balances));
    }

    [Theory]
    [InlineData("swr", "1.5")]
    [InlineData("swr", "-1")]
    [InlineData("swr", "0x10")]
    [InlineData("swr", "340282366920938463463374607431768211456")]
    [InlineData("blockHash", "0x12")]
    [InlineData("address", "nobody")]
    public async Task GetBalance_MemberOfAnotherForm_IsRefused(string member, string value)
    {
        _node.Answer("aeth_getBalance", _ => Balance(member, value));
        await Assert.ThrowsAsync<EndpointException>(GetBalanceAsync);
    }

    [Theory]
    [InlineData("swr")]
    [InlineData("height")]
    [InlineData("blockHash")]
    public async Task GetBalance_MemberMissingOrNull_IsRefused(string member)
    {
        _node.Answer("aeth_getBalance", _ =>
        {
            JsonObject answer = Balance("aic", "0");
            answer.Remove(member);
            return answer;
        });
        await Assert.ThrowsAsync<EndpointException>(GetBalanceAsync);
        _node.Answer("aeth_getBalance", _ => null);
        await Assert.ThrowsAsync<EndpointException>(GetBalanceAsync);
    }

    [Fact]
    public async Task GetBalance_AmountAsNumber_IsRefused()
    {
        _node.Answer("aeth_getBalance", _ =>
        {
            JsonObject answer = Balance("aic", "0");
            answer["swr"] = 12;
            return answer;
        });
        await Assert.ThrowsAsync<EndpointException>(GetBalanceAsync);
    }

    [Fact]
    public async Task Call_ErrorAnswer_CarriesCodeNameAndData()
    {
        _node.Refuse("aeth_sendRawTransaction", -33005, "FeeTooLow");
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => _client.SendRawTransactionAsync(new byte[] { 1 }));
        Assert.Equal(-33005, error.Code);
        Assert.Equal("FeeTooLow", error.Name);
        Assert.True(error.IsRefusal);
        Assert.Equal("7", error.Details!.Value.GetProperty("required").GetString());
    }

    [Fact]
    public async Task Find_UnknownThings_AreNull()
    {
        _node.Answer("aeth_getHeader", _ => null);
        _node.Answer("aeth_getTransactionReceipt", _ => null);
        Assert.Null(await _client.GetHeaderAsync(BlockTag.AtHeight(9)));
        Assert.Null(await _client.GetBlockAsync(BlockTag.Latest));
        Assert.Null(await _client.GetTransactionAsync(SampleChain.Hash(1)));
        Assert.Null(await _client.GetReceiptAsync(SampleChain.Hash(1)));
    }

    [Fact]
    public async Task WaitForReceipt_PollsUntilFinal()
    {
        int polls = 0;
        _node.Answer("aeth_getTransactionReceipt", parameters =>
        {
            polls++;
            return polls == 1 ? null : _node.ReceiptOf(parameters[0]!.ToString(), finalized: polls > 2);
        });
        Hash256 hash = SampleChain.Hash(20);
        ReceiptInfo receipt = await _client.WaitForReceiptAsync(hash, WaitLevel.Final, TimeSpan.FromMinutes(1));
        Assert.True(receipt.Finalized);
        Assert.Equal(3, polls);
    }

    [Fact]
    public async Task WaitForReceipt_Expired_EndsAtOnce()
    {
        _node.Answer("aeth_getTransactionReceipt", _ => null);
        string status = "pending";
        _node.Answer("aeth_getTransactionStatus", parameters =>
        {
            System.Text.Json.Nodes.JsonObject answer = new()
            {
                ["transactionHash"] = parameters[0]!.ToString(),
                ["status"] = status,
                ["view"] = 44,
            };
            status = "expired";
            return answer;
        });
        TransactionExpiredException error = await Assert.ThrowsAsync<TransactionExpiredException>(
            () => _client.WaitForReceiptAsync(SampleChain.Hash(20), WaitLevel.Final, TimeSpan.FromMinutes(1)));
        Assert.Contains("in view 44", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _node.Calls.Count(call => call == "aeth_getTransactionStatus"));
    }

    [Fact]
    public async Task WaitForReceipt_NodeWithoutStatus_IsWaitedFor()
    {
        _node.Refuse("aeth_getTransactionStatus", -32601, "MethodNotFound");
        int polls = 0;
        _node.Answer(
            "aeth_getTransactionReceipt", p => polls++ == 0 ? null : _node.ReceiptOf(p[0]!.ToString()));
        ReceiptInfo receipt = await _client.WaitForReceiptAsync(
            SampleChain.Hash(20), WaitLevel.Final, TimeSpan.FromMinutes(1));
        Assert.True(receipt.Finalized);
    }

    [Theory]
    [InlineData("12", true)]
    [InlineData("latest", true)]
    [InlineData("finalized", true)]
    [InlineData("0x0101010101010101010101010101010101010101010101010101010101010101", true)]
    [InlineData("0x01", false)]
    [InlineData("pending", false)]
    [InlineData("-1", false)]
    [InlineData("", false)]
    [InlineData("18446744073709551616", false)]
    public void BlockTag_Text(string text, bool known) => Assert.Equal(known, BlockTag.TryParse(text, out _));

    [Fact]
    public async Task GetHeader_HeightsTravelAsNumbers()
    {
        await _client.GetHeaderAsync(BlockTag.AtHeight(12));
        Assert.Equal(JsonValueKind.Number, _node.Parameters["aeth_getHeader"][0]!.GetValueKind());
        await _client.GetHeaderAsync(BlockTag.Safe);
        Assert.Equal("safe", _node.Parameters["aeth_getHeader"][0]!.ToString());
    }

    private static JsonObject Balance(string member, string value)
    {
        JsonObject answer = new()
        {
            ["address"] = SampleChain.Hash(1).ToString(),
            ["swr"] = "1",
            ["aic"] = "0",
            ["height"] = 5,
            ["blockHash"] = SampleChain.Hash(1).ToString(),
        };
        answer[member] = value;
        return answer;
    }

    private Task<BalanceInfo> GetBalanceAsync() =>
        _client.GetBalanceAsync(new Address(SampleChain.Hash(1)), BlockTag.Latest);
}
