using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Contracts;
using Xunit;

namespace Aether.UnitTests.Sdk.Contracts;

/// <summary>Encoding and decoding of values, against <see cref="AceWriter"/> and each other.</summary>
public sealed class AbiCodecTests
{
    private static readonly Hash256 s_hash = new([.. Enumerable.Range(1, 32).Select(value => (byte)value)]);
    private static readonly string s_address = AddressText.Format(new Address(s_hash), AddressText.TestPrefix);

    [Fact]
    public void Encode_EveryKind_EqualsTheWriterAndDecodesBack()
    {
        JsonObject values = new()
        {
            ["a"] = true,
            ["b"] = 255,
            ["c"] = 65535,
            ["d"] = 4294967295,
            ["e"] = "18446744073709551615",
            ["f"] = UInt128.MaxValue.ToString(),
            ["g"] = int.MinValue,
            ["h"] = long.MinValue.ToString(),
            ["i"] = s_address,
            ["j"] = s_hash.ToString(),
            ["k"] = "AIC",
            ["l"] = s_hash.ToString(),
            ["m"] = "0x0102",
            ["n"] = "å",
            ["o"] = new JsonArray(new JsonArray(1, 2), new JsonArray()),
            ["p"] = null,
            ["q"] = 7,
        };
        AbiField[] fields = Fields(
            "bool", "u8", "u16", "u32", "u64", "u128", "i32", "i64", "address", "object", "asset", "hash", "bytes",
            "string", "list<list<u16>>", "option<u32>", "option<u32>");
        Assert.True(AbiEncoder.TryEncode(fields, values, out byte[] encoded, out string problem), problem);

        AceWriter writer = new();
        writer.Bool(true);
        writer.U8(255);
        writer.U16(65535);
        writer.U32(uint.MaxValue);
        writer.U64(ulong.MaxValue);
        writer.U128(UInt128.MaxValue);
        writer.U32(0x80000000);
        writer.U64(0x8000000000000000);
        writer.Hash(s_hash);
        writer.Hash(s_hash);
        writer.Hash(AssetId.Aic.Value);
        writer.Hash(s_hash);
        writer.Bytes([1, 2]);
        writer.Bytes(Encoding.UTF8.GetBytes("å"));
        writer.Length(2);
        writer.Length(2);
        writer.U16(1);
        writer.U16(2);
        writer.Length(0);
        writer.Bool(false);
        writer.Bool(true);
        writer.U32(7);
        Assert.Equal(writer.ToArray(), encoded);

        Assert.True(AbiDecoder.TryDecode(fields, encoded, AddressText.TestPrefix, out JsonObject? decoded));
        Assert.Equal(values.ToJsonString(), decoded!.ToJsonString());
        for (int length = 0; length < encoded.Length; length++)
        {
            Assert.False(AbiDecoder.TryDecode(fields, encoded.AsSpan(0, length), "", out JsonObject? cut));
            Assert.Null(cut);
        }
        Assert.False(AbiDecoder.TryDecode(fields, [.. encoded, 0], "", out _));
    }

    [Theory]
    [InlineData("u8", "256", "a: u8 is a whole number from 0 to 255, not '256'")]
    [InlineData("u8", "-1", "a: u8 is a whole number from 0 to 255, not '-1'")]
    [InlineData("u8", "1.5", "a: u8 is a whole number from 0 to 255")]
    [InlineData("u8", "true", "a: u8 is a whole number")]
    [InlineData("i32", "2147483648", "a: i32 is")]
    [InlineData("i32", "-2147483649", "a: i32 is")]
    [InlineData("i64", "\"9223372036854775808\"", "a: i64 is")]
    [InlineData("u128", "\"340282366920938463463374607431768211456\"", "a: u128 is")]
    [InlineData("bool", "1", "a: bool is true or false")]
    [InlineData("bytes", "\"0102\"", "a: bytes is 0x")]
    [InlineData("bytes", "\"0x012\"", "a: bytes is 0x")]
    [InlineData("string", "1", "a: string is text")]
    [InlineData("address", "\"taeth1qqq\"", "a: address is an address")]
    [InlineData("asset", "\"BTC\"", "a: asset is SWR, AIC")]
    [InlineData("list<u8>", "[1,300]", "a[1]: u8 is")]
    [InlineData("list<u8>", "{}", "a: list<u8> is a list")]
    [InlineData("u8", "null", "a: u8 is")]
    public void Encode_WrongValue_NamesFieldAndWhatIsRight(string type, string json, string expected)
    {
        JsonObject values = new() { ["a"] = JsonNode.Parse(json) };
        Assert.False(AbiEncoder.TryEncode(Fields(type), values, out byte[] encoded, out string problem));
        Assert.Empty(encoded);
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_MissingAndUnknownFields_AreRefused()
    {
        Assert.False(AbiEncoder.TryEncode(Fields("u8"), [], out _, out string problem));
        Assert.Equal("a: it is missing; it is of type u8", problem);
        AbiField[] amount = [new("amount", new AbiType(AbiKind.U8), "")];
        Assert.False(AbiEncoder.TryEncode(amount, new JsonObject { ["amuont"] = 1 }, out _, out problem));
        Assert.StartsWith("amuont: there is no such field", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_HostileBytes_AreRefusedWithoutAllocatingByTheirClaims()
    {
        byte[] claim = [0xFF, 0xFF, 0xFF, 0x7F, 0];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(AbiDecoder.TryDecode(Fields("bytes"), claim, "", out _));
        Assert.False(AbiDecoder.TryDecode(Fields("string"), claim, "", out _));
        Assert.False(AbiDecoder.TryDecode(Fields("list<u8>"), claim, "", out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.False(AbiDecoder.TryDecode(Fields("string"), [1, 0, 0, 0, 0xFF], "", out _));
        Assert.False(AbiDecoder.TryDecode(Fields("bool"), [2], "", out _));
    }

    [Fact]
    public void DecodeEvent_TopicsAndData_BecomeFieldsInOrder()
    {
        ContractAbi abi = ContractAbiTests.ParseSample();
        AceWriter data = new();
        data.U128(5);
        Hash256[] topics = [abi.Events[0].Topic, s_hash, AssetId.Swr.Value];
        Assert.True(AbiDecoder.TryDecodeEvent(
            abi, topics, data.WrittenSpan, AddressText.TestPrefix, out string name, out JsonObject? values));
        Assert.Equal("Transfer", name);
        Assert.Equal(["from", "amount", "to"], values!.Select(value => value.Key));
        Assert.Equal(s_address, values!["from"]?.GetValue<string>());
        Assert.Equal("5", values!["amount"]?.GetValue<string>());
        Assert.False(AbiDecoder.TryDecodeEvent(abi, topics.AsSpan(0, 2), data.WrittenSpan, "", out _, out _));
        Assert.False(AbiDecoder.TryDecodeEvent(abi, topics.AsSpan(1), data.WrittenSpan, "", out _, out _));
        Assert.False(AbiDecoder.TryDecodeEvent(abi, [], data.WrittenSpan, "", out _, out _));
        Assert.False(AbiDecoder.TryDecodeEvent(abi, topics, [], "", out _, out _));
    }

    private static AbiField[] Fields(params string[] types) =>
    [
        .. types.Select((text, index) =>
        {
            Assert.True(AbiType.TryParse(text, out AbiType type));
            Assert.Equal(text, type.ToString());
            return new AbiField(((char)('a' + index)).ToString(), type, "");
        }),
    ];
}
