using System.Text;
using System.Text.Json;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc.JsonRpc;

public sealed class RpcTypeTests
{
    [Theory]
    [InlineData("boolean", """{"type":"boolean"}""")]
    [InlineData("hash", """{"$ref":"#/components/schemas/hash"}""")]
    [InlineData("int[]", """{"type":"array","items":{"$ref":"#/components/schemas/int"}}""")]
    [InlineData("string?", """{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    [InlineData("\"a\"|\"b\"", """{"anyOf":[{"const":"a"},{"const":"b"}]}""")]
    [InlineData(
        "{one:boolean, two?:any}",
        """
        {"type":"object","properties":{"one":{"type":"boolean"},"two":{}},"required":["one"],
        "additionalProperties":false}
        """)]
    public void WriteSchema_GivesTheSchema(string type, string schema)
    {
        using JsonDocument expected = JsonDocument.Parse(schema);
        using JsonDocument got = JsonDocument.Parse(Write(type));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, got.RootElement), Write(type));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("int x")]
    [InlineData("{a int}")]
    [InlineData("")]
    public void WriteSchema_OfNoType_Throws(string type) => Assert.Throws<FormatException>(() => Write(type));

    private static string Write(string type)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            RpcType.WriteSchema(json, type);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
