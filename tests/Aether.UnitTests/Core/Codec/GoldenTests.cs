using System.Text.Json;
using Aether.Core.Codec;
using Aether.TestKit;
using Aether.UnitTests.Repository;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

/// <summary>
/// The bytes of golden.json, which a second implementation wrote field by field, against the codec and its hashes.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonElement[] s_vectors = Load();

    public static TheoryData<string> Names => new(s_vectors.Select(item => item.GetProperty("name").GetString()!));

    [Fact]
    public void EveryTypeHasAVector() => Assert.Equal(
        CodecCases.All.Select(item => item.Name).Order(),
        s_vectors.Select(item => item.GetProperty("type").GetString()!).Distinct().Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesHaveTheseBytes(string name)
    {
        JsonElement vector = s_vectors.Single(item => item.GetProperty("name").GetString() == name);
        IEnumerable<string> fields = vector.GetProperty("fields").EnumerateArray().Select(item => item[1].GetString()!);
        string expected = string.Concat(fields);
        Assert.Equal(expected, HexText.Encode(GoldenValues.Encode(name)));

        AceWriter again = new();
        CodecCase codec = CodecCases.Named(vector.GetProperty("type").GetString()!);
        Assert.Equal(DecodeError.None, codec.Decode(HexText.Decode(expected), again).Error);
        Assert.Equal(expected, HexText.Encode(again.WrittenSpan));
    }

    [Fact]
    public void IdentifiersAreHashesOfTheBytes()
    {
        Assert.Equal(HashOf("transaction", "id"), HexText.Encode(GoldenValues.Transaction.Id.Span));
        Assert.Equal(HashOf("transaction", "witness_id"), HexText.Encode(GoldenValues.Transaction.WitnessId.Span));
        Assert.Equal(HashOf("header", "hash"), HexText.Encode(GoldenValues.Header(false).Hash.Span));
        Assert.Equal(HashOf("header with certificates", "hash"), HexText.Encode(GoldenValues.FullHeader.Hash.Span));
        Assert.Equal(HashOf("validator set", "hash"), HexText.Encode(GoldenValues.Set.ComputeHash().Span));
        Assert.Equal(HashOf("epoch transition", "hash"), HexText.Encode(GoldenValues.Transition.ComputeHash().Span));
        Assert.Equal(
            HashOf("evidence: double vote", "hash"), HexText.Encode(GoldenValues.DoubleVote.ComputeHash().Span));
        Assert.Equal(HashOf("genesis", "hash"), HexText.Encode(GoldenValues.Genesis.Hash.Span));
    }

    private static string HashOf(string name, string hash) => s_vectors
        .Single(item => item.GetProperty("name").GetString() == name)
        .GetProperty("hashes").GetProperty(hash).GetString()!;

    private static JsonElement[] Load()
    {
        string text = RepositoryFiles.ReadText("tests/Aether.UnitTests/Core/Codec/golden.json");
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("vectors").EnumerateArray().Select(item => item.Clone()).ToArray();
    }
}
