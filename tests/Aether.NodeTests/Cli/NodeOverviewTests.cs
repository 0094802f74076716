using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>What `status` shows, from one batch; and batches that are answered in other ways.</summary>
public sealed class NodeOverviewTests : IDisposable
{
    private readonly RecordedNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task GetOverview_AsksOnce()
    {
        NodeOverview overview = await ReadAsync(_node);
        Assert.Equal(1, _node.Requests);
        Assert.Equal(5, _node.Calls.Count);
        Assert.Equal(("aether", "0.1.0", "aether-dev-1"), (overview.Name, overview.Version, overview.ChainId));
        Assert.Equal((3U, null), (overview.Epoch, overview.ValidatorIndex));
        Assert.Equal((20UL, 7UL, 5UL), (overview.Slot, overview.Height, overview.FinalizedHeight));
        Assert.Equal("0x" + new string('b', 64), overview.FinalizedHash.ToString());
        Assert.Equal(2UL, overview.MempoolTransactions);
    }

    [Theory]
    [InlineData("aeth_nodeInfo")]
    [InlineData("aeth_getSlotNumber")]
    [InlineData("aeth_getHeader")]
    [InlineData("aeth_mempoolStatus")]
    public async Task GetOverview_AnswerOfAnotherForm_IsRefused(string method)
    {
        _node.Answer(method, _ => "other");
        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(_node));
        _node.Answer(method, _ => null);
        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(_node));
    }

    [Fact]
    public async Task GetOverview_RefusedCall_IsTheNodesError()
    {
        _node.Refuse("aeth_mempoolStatus", -32005, "LimitExceeded");
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(() => ReadAsync(_node));
        Assert.Equal((-32005, "LimitExceeded"), (error.Code, error.Name));
    }

    [Fact]
    public async Task GetOverview_AnswersInAnotherOrder_GoByTheirNumbers()
    {
        using Rewriter rewriter = new(_node, answers => new JsonArray([.. answers.Reverse().Select(Copy)]));
        Assert.Equal(20UL, (await ReadAsync(rewriter)).Slot);
    }

    [Fact]
    public async Task GetOverview_AnswerMissingOrTwice_IsRefused()
    {
        using Rewriter missing = new(_node, answers => new JsonArray([.. answers.Skip(1).Select(Copy)]));
        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(missing));
        using Rewriter twice = new(
            _node, answers => new JsonArray([.. answers.Skip(1).Append(answers[1]).Select(Copy)]));
        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(twice));
    }

    [Fact]
    public async Task GetOverview_BatchRefusedAsAWhole_IsTheNodesError()
    {
        using Rewriter rewriter = new(_node, _ => new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = null,
            ["error"] = new JsonObject { ["code"] = -32005, ["message"] = "too many" },
        });
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(() => ReadAsync(rewriter));
        Assert.Equal(-32005, error.Code);
    }

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    private static async Task<NodeOverview> ReadAsync(HttpMessageHandler node)
    {
        using HttpClient http = new(node, disposeHandler: false);
        return await new AetherClient(http, new Uri("http://node.example")).GetOverviewAsync();
    }

    /// <summary>Changes a node's answer to a batch on its way.</summary>
    private sealed class Rewriter(HttpMessageHandler node, Func<JsonArray, JsonNode> change) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using HttpMessageInvoker inner = new(node, disposeHandler: false);
            using HttpResponseMessage answer = await inner.SendAsync(request, cancellationToken);
            JsonNode body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(change(body.AsArray()).ToJsonString(), Encoding.UTF8, "application/json"),
            };
        }
    }
}
