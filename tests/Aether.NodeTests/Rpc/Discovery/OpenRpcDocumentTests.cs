using System.Net.WebSockets;
using System.Text.Json;
using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.NodeTests.Rpc.Subscriptions;
using Xunit;

namespace Aether.NodeTests.Rpc.Discovery;

public sealed class OpenRpcDocumentTests(RpcTestNode node)
{
    public static TheoryData<string, int> Examples()
    {
        TheoryData<string, int> data = [];
        // What starts the node again is tried on the program, in DevSnapshotTests.
        foreach (RpcMethodInfo info in RpcCatalogue.All.Where(static info => !info.IsAlone))
        {
            for (int index = 0; index < info.Examples.Length; index++)
            {
                data.Add(info.Name, index);
            }
        }
        return data;
    }

    [Fact]
    public void Document_FitsTheSchemaOfOpenRpc()
    {
        using JsonDocument meta = ReadSchemaOfOpenRpc();
        using JsonDocument own = JsonDocument.Parse(OpenRpcDocument.Bytes);
        Assert.Null(new JsonSchema(meta.RootElement).Check(meta.RootElement, own.RootElement));
    }

    [Fact]
    public void SchemaOfOpenRpc_RefusesWhatIsNoDescription()
    {
        using JsonDocument meta = ReadSchemaOfOpenRpc();
        JsonSchema schema = new(meta.RootElement);
        foreach (string bad in (string[])
            [
                "{}",
                """{"openrpc":"1.3.2","info":{"title":"a","version":"1"}}""",
                """{"openrpc":"9.9.9","info":{"title":"a","version":"1"},"methods":[]}""",
                """{"openrpc":"1.3.2","info":{"title":"a","version":"1"},"methods":[{"params":[]}]}""",
                """{"openrpc":"1.3.2","info":{"title":"a","version":"1"},"methods":[],"more":1}""",
            ])
        {
            using JsonDocument document = JsonDocument.Parse(bad);
            Assert.NotNull(schema.Check(meta.RootElement, document.RootElement));
        }
    }

    [Fact]
    public void Document_ResolvesEveryReference()
    {
        using JsonDocument own = JsonDocument.Parse(OpenRpcDocument.Bytes);
        JsonSchema schema = new(own.RootElement);
        foreach (string reference in References(own.RootElement))
        {
            Assert.NotEqual(JsonValueKind.Undefined, schema.Resolve(reference).ValueKind);
        }
    }

    [Fact]
    public void EveryMethod_HasAnExample_ExceptOnTheAdminSocket() =>
        Assert.All(RpcCatalogue.All, info => Assert.True(info.IsAdmin || info.Examples.Length > 0, info.Name));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_IsAnsweredAsDescribed(string method, int index)
    {
        RpcExample example = RpcCatalogue.Of(method).Examples[index];
        JsonElement answer = await AskAsync(method, node.Fill(example.Parameters));
        Assert.True(answer.TryGetProperty("result", out JsonElement result), answer.ToString());
        using JsonDocument own = JsonDocument.Parse(OpenRpcDocument.Bytes);
        JsonElement info = own.RootElement.GetProperty("methods").EnumerateArray()
            .Single(item => item.GetProperty("name").ValueEquals(method));
        JsonElement schema = info.GetProperty("result").GetProperty("schema");
        JsonElement value = result;
        if (example.Parameters.Contains("\"context\"", StringComparison.Ordinal))
        {
            Assert.Null(new JsonSchema(own.RootElement).Check(
                own.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("context"),
                result.GetProperty("context")));
            value = result.GetProperty("value");
        }
        Assert.Null(new JsonSchema(own.RootElement).Check(schema, value));
        if (example.Result is not null)
        {
            using JsonDocument expected = JsonDocument.Parse(node.Fill(example.Result));
            Assert.True(JsonElement.DeepEquals(expected.RootElement, value), value.ToString());
        }
    }

    // From @open-rpc/meta-schema 1.14.9, Apache 2.0.
    private static JsonDocument ReadSchemaOfOpenRpc()
    {
        Type own = typeof(OpenRpcDocumentTests);
        using Stream file = own.Assembly.GetManifestResourceStream("open-rpc-meta-schema.json")!;
        return JsonDocument.Parse(file);
    }

    // Subscriptions are for WebSockets alone.
    private async Task<JsonElement> AskAsync(string method, string parameters)
    {
        if (!method.EndsWith("subscribe", StringComparison.Ordinal))
        {
            return await node.AskAsync(method, parameters);
        }
        using ClientWebSocket socket = await WebSocketTests.ConnectAsync(node.Address, "ws");
        return await WebSocketTests.AskAsync(socket, method, parameters);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
