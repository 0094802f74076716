using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Consensus.Sequencing;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.IntegrationTests.Devnet;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Rpc;

/// <summary>Methods and HTTP rules of <c>src/docs/specs/json-rpc.md</c> against a running node.</summary>
public sealed class InterfaceTests(SharedDevnet shared) : IClassFixture<SharedDevnet>
{
    // Waits for the server's word before a body it asks about: a server that refuses a body closes the connection, and
    // a client that is still writing then sees a broken pipe in place of the answer.
    private static readonly HttpClient s_http = new(
        new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) });

    private TestDevnet Devnet => shared.Devnet;

    [Fact]
    public async Task Genesis_DecodesToTheHashThatNamesTheChain()
    {
        Genesis genesis = await Devnet.Client.GetGenesisAsync();
        ChainIdentity chain = await Devnet.Client.GetChainIdentityAsync();
        Assert.Equal(Devnet.Genesis.Hash, genesis.Hash);
        Assert.Equal(genesis.Hash, chain.GenesisHash);
        Assert.Equal("aether-dev-1", chain.ChainId);
    }

    [Fact]
    public async Task NodeInfo_NamesTheValidator()
    {
        JsonElement info = await CallAsync("aeth_nodeInfo");
        Assert.Equal("aether", info.GetProperty("name").GetString());
        Assert.Equal(
            Devnet.Network.Nodes[0].View.Pipeline.Parts.OwnIndex, info.GetProperty("validatorIndex").GetUInt16());
    }

    [Fact]
    public async Task Validators_AreThoseOfTheGenesisInOrder()
    {
        JsonElement answer = await CallAsync("aeth_getValidators");
        JsonElement[] list = [.. answer.GetProperty("validators").EnumerateArray()];
        Assert.Equal(4, list.Length);
        for (int index = 0; index < 4; index++)
        {
            Assert.Equal(index, list[index].GetProperty("index").GetInt32());
            Assert.Equal(
                Devnet.Genesis.Validators[index].BlsKey.ToString(), list[index].GetProperty("blsKey").GetString());
        }
    }

    [Fact]
    public async Task FeeMarket_AtRest_IsOneForEveryObject_AndRefusesWhatIsNoObject()
    {
        ObjectId item = Devnet.Genesis.Validators[0].Address.AsObject;
        FeeMarketInfo market = await Devnet.Client.GetFeeMarketAsync([item]);
        Assert.Equal((UInt128)1 << 32, market.Price);
        Assert.Equal(market.Price, market.Block);
        Assert.Equal(new ObjectPrice(item.Value, market.Price), Assert.Single(market.Objects));
        RpcErrorException refused = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.CallAsync("aeth_getFeeMarket", [new JsonArray("nobody")]));
        Assert.Equal(-32602, refused.Code);
    }

    [Fact]
    public async Task Object_ThatIsNone_IsNull_AndAnAddressIsNoIdentifier()
    {
        ObjectId unknown = new(Devnet.Genesis.Hash);
        Assert.Null(await Devnet.Client.GetObjectAsync(unknown, BlockTag.Latest));
        RpcErrorException refused = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.CallAsync("aeth_getObject", ["taeth1nobody"]));
        Assert.Equal(-32602, refused.Code);
    }

    [Fact]
    public async Task Status_OfATransactionThatNeverFits_GoesFromPendingToExpired()
    {
        TransactionBody body = await Devnet.TransferAsync("bob", "alice", 1);
        ulong view = await Devnet.Client.GetSlotNumberAsync();
        Transaction future = Devnet.Sign(body with { Nonce = body.Nonce + 3, ValidUntil = view + 4 }, "bob");
        await Devnet.Client.SendRawTransactionAsync(future.Bytes.ToArray());
        Assert.Equal("pending", (await Devnet.Client.GetTransactionStatusAsync(future.Id))!.Status);
        TransactionExpiredException error = await Assert.ThrowsAsync<TransactionExpiredException>(
            () => Devnet.Client.WaitForReceiptAsync(future.Id, WaitLevel.Final, TimeSpan.FromMinutes(1)));
        Assert.Equal(future.Id, error.TransactionHash);
        TransactionStatusInfo status = (await Devnet.Client.GetTransactionStatusAsync(future.Id))!;
        Assert.True(status is { IsExpired: true, View: > 0 });
        Assert.Null(await Devnet.Client.GetTransactionStatusAsync(new Hash256(new byte[32])));
    }

    [Fact]
    public async Task Header_OfEachTag_IsWhatItSays()
    {
        HeaderInfo? genesis = await Devnet.Client.GetHeaderAsync(BlockTag.Earliest);
        Assert.Equal(0UL, genesis!.Height);
        Assert.Equal(Devnet.Network.Nodes[0].View.Store.GenesisHeader.Hash, genesis.Hash);
        HeaderInfo? final = await Devnet.Client.GetHeaderAsync(BlockTag.Finalized);
        HeaderInfo? latest = await Devnet.Client.GetHeaderAsync(BlockTag.Latest);
        Assert.True(latest!.Height >= final!.Height);
        HeaderInfo? again = await Devnet.Client.GetHeaderAsync(BlockTag.AtHeight(final.Height));
        Assert.Equal(final.Hash, again!.Hash);
        JsonElement raw = await CallAsync("aeth_getHeader", final.Height);
        Header header = Read<Header>(raw, "rawHeader");
        Assert.Equal(final.Hash, header.Hash);
        Assert.Equal(header.StateRoot.ToString(), (await CallAsync("aeth_getStateRoot", final.Height)).GetString());
    }

    [Fact]
    public async Task Sequence_OfASlotTheNodeLed_HasTheOrderOfItsBlock()
    {
        ushort own = Devnet.Network.Nodes[0].View.Pipeline.Parts.OwnIndex!.Value;
        for (ulong height = 1; height <= 200; height++)
        {
            await WaitForHeightAsync(height);
            Header header = Read<Header>(await CallAsync("aeth_getHeader", height), "rawHeader");
            SequenceAnswer? answer = await Devnet.Client.GetSequenceAsync(header.View);
            if (header.Proposer != own)
            {
                // It may have proposed too, and lost.
                Assert.NotEqual(header.Hash, answer?.BlockHash);
                continue;
            }
            while (answer?.BlockHash is null)
            {
                answer = await Devnet.Client.GetSequenceAsync(header.View);
            }
            Assert.Equal(header.Hash, answer.BlockHash);
            Assert.True(Ace.TryDecode(answer.Raw, out SlotSequence record, out _));
            Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(record, Devnet.Genesis.Hash, header));
            return;
        }
        Assert.Fail("the node led none of 200 blocks");
    }

    [Fact]
    public async Task UnknownHash_IsNull()
    {
        string unknown = new Hash256(new byte[32]).ToString();
        Assert.Equal(JsonValueKind.Null, (await CallAsync("aeth_getBlockByHash", unknown)).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await CallAsync("aeth_getTransactionByHash", unknown)).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await CallAsync("aeth_getTransactionReceipt", unknown)).ValueKind);
    }

    [Fact]
    public async Task HeightAhead_Is32014_AndTheStateOfTheGenesisBlockStaysReadable()
    {
        RpcErrorException ahead = await Assert.ThrowsAsync<RpcErrorException>(
            () => CallAsync("aeth_getHeader", 1_000_000_000));
        Assert.Equal(-32014, ahead.Code);
        Assert.True(ahead.Details!.Value.TryGetProperty("latest", out _));
        await WaitForHeightAsync(2);
        JsonElement first = await CallAsync("aeth_getAccount", TestDevnet.AddressOf("alice").ToString(), 0);
        Assert.Equal((0, 0), (first.GetProperty("height").GetInt32(), first.GetProperty("nonce").GetInt32()));
    }

    [Fact]
    public async Task Proofs_OfSeveralKeys_AreOfOneBlockAndHold()
    {
        string alice = AddressText.Format(TestDevnet.AddressOf("alice"), "taeth");
        string absent = new Hash256(new byte[32]).ToString();
        JsonElement answer = await CallAsync("aeth_getProof", new JsonArray(alice, absent), "finalized");
        JsonElement[] proofs = [.. answer.EnumerateArray()];
        Assert.Equal(2, proofs.Length);
        Assert.Equal(proofs[0].GetProperty("header").GetString(), proofs[1].GetProperty("header").GetString());
        Header header = Read<Header>(proofs[0], "header");
        Assert.True(Hex.TryDecode(proofs[0].GetProperty("value").GetString(), 1 << 16, out byte[] value));
        Hash256 key = StateKey.ForAccount(TestDevnet.AddressOf("alice"));
        Assert.True(SparseMerkle.VerifyInclusion(
            header.StateRoot, key, value, Read<SparseMerkleProof>(proofs[0], "proof")));
        Assert.Equal(JsonValueKind.Null, proofs[1].GetProperty("value").ValueKind);
        Assert.True(SparseMerkle.VerifyExclusion(
            header.StateRoot, new Hash256(new byte[32]), Read<SparseMerkleProof>(proofs[1], "proof")));
    }

    [Fact]
    public async Task TooManyProofKeys_Is32005()
    {
        JsonArray keys = [];
        for (int index = 0; index <= Limits.Rpc.MaxProofKeys; index++)
        {
            keys.Add(new Hash256(new byte[32]).ToString());
        }
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(() => CallAsync("aeth_getProof", keys));
        Assert.Equal(-32005, error.Code);
    }

    [Theory]
    [InlineData("aeth_chainId", "[1]")]
    [InlineData("aeth_getAccount", "[]")]
    [InlineData("aeth_getAccount", "[\"taeth1zzz\"]")]
    [InlineData("aeth_getAccount", "[5]")]
    [InlineData("aeth_getBlockByNumber", "[\"newest\"]")]
    [InlineData("aeth_getBlockByNumber", "[1,2]")]
    [InlineData("aeth_getTransactionReceipt", "[\"0x00\"]")]
    [InlineData("aeth_sendRawTransaction", "[\"0xzz\"]")]
    [InlineData("aeth_sendRawTransaction", "[]")]
    [InlineData("aeth_dev_faucet", "[\"0x00\",\"1\",\"SWR\"]")]
    [InlineData("aeth_getProof", "[[7]]")]
    public async Task BadParameters_Are32602(string method, string parameters)
    {
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.CallAsync(method, JsonNode.Parse(parameters)!.AsArray()));
        Assert.Equal((-32602, "InvalidParams"), (error.Code, error.Name));
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/live", 200)]
    [InlineData("/ready", 200)]
    [InlineData("/health", 200)]
    [InlineData("/nothing", 404)]
    public async Task Get_PagesAndProbes_Answer(string path, int status)
    {
        using HttpResponseMessage response = await s_http.GetAsync(new Uri(Devnet.Endpoint, path));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Origin", "https://example.org")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "example.org")]
    public async Task ForeignPage_Is403(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Devnet.Endpoint);
        request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"aeth_blockNumber"}""");
        request.Headers.Add(header, value);
        using HttpResponseMessage response = await s_http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task BodyOverTheLimit_Is413()
    {
        using ByteArrayContent body = new(new byte[Limits.Rpc.MaxBodyBytes + 1]);
        using HttpRequestMessage request = new(HttpMethod.Post, Devnet.Endpoint) { Content = body };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await s_http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task BatchOfNotifications_Is204()
    {
        using StringContent body = new("""[{"jsonrpc":"2.0","method":"aeth_blockNumber"}]""", Encoding.UTF8);
        using HttpResponseMessage response = await s_http.PostAsync(Devnet.Endpoint, body);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static T Read<T>(JsonElement item, string member)
        where T : IAceValue<T>
    {
        Assert.True(Hex.TryDecode(item.GetProperty(member).GetString(), 1 << 20, out byte[] bytes));
        Assert.True(Ace.TryDecode(bytes, out T value, out DecodeError error), error.ToString());
        return value;
    }

    private Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters) =>
        Devnet.Client.CallAsync(method, new JsonArray(parameters));

    private async Task WaitForHeightAsync(ulong height)
    {
        while ((await Devnet.Client.GetHeaderAsync(BlockTag.Finalized))!.Height < height)
        {
            await Task.Yield();
        }
    }
}
