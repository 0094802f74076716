using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Sdk.Proofs;
using Aether.UnitTests.Tools;
using Xunit;

namespace Aether.UnitTests.Sdk.Transactions;

public sealed class TransactionBuilderExtensionsTests : IDisposable
{
    private const ulong Coin = 1_000_000_000;

    private readonly FakeNode _node = new();
    private readonly HttpClient _http;
    private readonly AetherClient _client;
    private readonly Address _payer = new(SampleChain.Hash(9));
    private readonly Address _other = new(SampleChain.Hash(3));

    public TransactionBuilderExtensionsTests()
    {
        _http = new HttpClient(_node);
        _client = new AetherClient(_http, new Uri("http://node"));
    }

    public void Dispose()
    {
        _http.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task BuildAsync_TakesNonceViewAndPriceOfTheNode()
    {
        _node.Answer("aeth_getFeeMarket", _ => Market(3UL << 32));
        TransactionBuilder builder = New().CreateObject(_payer, 1, 16, _payer, [1], out ObjectId id);
        TransactionBody body = await builder.BuildAsync(
            _client, _payer, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(4u, body.Nonce);
        Assert.Equal(20 + TransactionBuilder.DefaultValidityViews, body.ValidUntil);
        Assert.Equal(FeeEstimate.Compute(_node.Chain.Genesis.Parameters, body, 1, 6UL << 32), body.MaxFee);
        string[] asked = [.. _node.Parameters["aeth_getFeeMarket"][0]!.AsArray().Select(item => item!.ToString())];
        Assert.Equal([_payer.AsObject.ToString(), id.ToString()], asked);
    }

    [Fact]
    public async Task BuildAsync_DepositTheActorCannotPay_SaysHowMuchIsMissing()
    {
        _node.Answer("aeth_getAccount", parameters => AccountOf(
            parameters[0]!.ToString(), parameters[0]!.ToString() == _other.ToString() ? 1_000 : Coin));
        TransactionBuilder builder = New().CreateObject(_other, 1, 16, _other, new byte[1_000], out ObjectId _);
        TransactionBuildException error = await Assert.ThrowsAsync<TransactionBuildException>(
            () => builder.BuildAsync(_client, _payer, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(BuildProblem.NotEnough, error.Problem);
        string missing = AmountText.Format(builder.Deposits - 1_000, AssetId.Swr);
        Assert.StartsWith($"put {missing} more into it", error.Hint, StringComparison.Ordinal);
        Assert.Contains(_other.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task BuildAsync_PayerWithFeeAndDeposit_IsEnoughToTheUnit(long difference, bool enough)
    {
        TransactionBuilder builder = New().CreateAsset(_payer, 1, _payer, 0, "X", out AssetId _);
        UInt128 needed = builder.Deposits + builder.Build(_payer, 4, 20, FeeEstimate.AtRest).MaxFee;
        _node.Answer("aeth_getAccount", parameters =>
            AccountOf(parameters[0]!.ToString(), (ulong)((long)needed + difference)));
        Task<TransactionBody> build = builder.BuildAsync(
            _client, _payer, cancellation: TestContext.Current.CancellationToken);
        if (enough)
        {
            Assert.NotEqual(0u, (await build).MaxFee);
        }
        else
        {
            TransactionBuildException error = await Assert.ThrowsAsync<TransactionBuildException>(() => build);
            Assert.StartsWith("put 0.000000001 SWR more", error.Hint, StringComparison.Ordinal);
        }
    }

    private TransactionBuilder New() => new(_node.Chain.Genesis);

    private static JsonObject Market(ulong price) => new()
    {
        ["price"] = price.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["block"] = "4294967296",
        ["objects"] = new JsonArray(),
        ["height"] = 7,
    };

    private JsonObject AccountOf(string address, ulong swr) => new()
    {
        ["address"] = address,
        ["nonce"] = 4,
        ["balances"] = new JsonArray(new JsonObject { ["asset"] = "SWR", ["amount"] = $"{swr}" }),
        ["height"] = 7,
        ["view"] = 9,
        ["blockHash"] = _node.Chain.Header.Hash.ToString(),
    };
}
