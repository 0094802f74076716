using System.Text.Json.Nodes;
using Aether.Sdk.Contracts;
using Xunit;

namespace Aether.UnitTests.Sdk.Contracts;

public sealed class AbiTextTests
{
    private static readonly AbiField[] s_fields =
    [
        new("to", new AbiType(AbiKind.Address), "The receiver."),
        new("amount", new AbiType(AbiKind.U128), "", Decimals: 6),
        new("price", new AbiType(AbiKind.U128), ""),
        new("fee_cap", new AbiType(AbiKind.Option, new AbiType(AbiKind.U64)), ""),
        new("fast", new AbiType(AbiKind.Bool), ""),
        new("tags", new AbiType(AbiKind.List, new AbiType(AbiKind.U8)), ""),
    ];

    [Theory]
    [InlineData("--amount 1.5", """{"amount":"1500000"}""")]
    [InlineData("--amount=12", """{"amount":"12000000"}""")]
    [InlineData("--price 12", """{"price":"12"}""")]
    [InlineData("--price 1.5SWR", """{"price":"1500000000"}""")]
    [InlineData("--price 7naic", """{"price":"7"}""")]
    [InlineData("--fee-cap 3 --fast", """{"fee_cap":"3","fast":true}""")]
    [InlineData("--fee_cap=3 --fast false", """{"fee_cap":"3","fast":false}""")]
    [InlineData("--tags 1,2,3", """{"tags":["1","2","3"]}""")]
    [InlineData("--tags [1,2]", """{"tags":[1,2]}""")]
    [InlineData("--tags=", """{"tags":[]}""")]
    [InlineData("", "{}")]
    public void TryParse_Words_BecomeValues(string line, string expected)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(AbiText.TryParse(s_fields, words, out JsonObject values, out string problem), problem);
        Assert.Equal(expected, values.ToJsonString());
    }

    [Theory]
    [InlineData("--amuont 1", "there is no option --amuont; did you mean --amount?")]
    [InlineData("amount 1", "'amount' stands alone; values follow their option, such as --amount 5")]
    [InlineData("--amount", "--amount needs a value of type u128")]
    [InlineData("--amount --fast", "--amount needs a value of type u128")]
    [InlineData("--amount 1 --amount 2", "--amount is given twice")]
    [InlineData("--amount 1.1234567", "--amount is a number with at most 6 decimal places, not '1.1234567'")]
    [InlineData("--amount .5", "--amount is a number")]
    [InlineData("--amount 5.", "--amount is a number")]
    [InlineData("--amount -5", "--amount is a number")]
    [InlineData("--price 1.5", "--price is a whole number, or an amount such as")]
    [InlineData("--fast yes", "--fast is true or false, not 'yes'")]
    [InlineData("--tags [1", "--tags is a list such as")]
    public void TryParse_Mistakes_SayWhatIsRight(string line, string expected)
    {
        Assert.False(AbiText.TryParse(s_fields, line.Split(' '), out _, out string problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1500000", "1.5")]
    [InlineData("1", "0.000001")]
    [InlineData("2000000", "2")]
    [InlineData("0", "0")]
    public void Show_Decimals_ArePlaced(string units, string expected)
    {
        Assert.Equal(expected, AbiText.Show(s_fields[1], JsonValue.Create(units)));
        Assert.Equal(units, AbiText.Show(s_fields[2], JsonValue.Create(units)));
    }

    [Fact]
    public void Help_Method_NamesOptionsAndTypes()
    {
        AbiMethod method = new("pay", "Pays.", true, s_fields, [new("left", new AbiType(AbiKind.U64), "")]);
        Assert.Equal(
            "pay --to ADDRESS --amount NUMBER --price NUMBER [--fee-cap NUMBER] --fast true|false --tags NUMBER,...",
            AbiHelp.Usage(method));
        Assert.EndsWith("tags: list<u8>) -> (left: u64)", AbiHelp.Signature(method), StringComparison.Ordinal);
        string[] lines = [.. AbiHelp.Describe(method)];
        Assert.Contains("  --to  address: The receiver.", lines);
        Assert.Contains("  --amount  u128, 6 decimals", lines);
        Assert.Contains("  returns left  u64", lines);
    }

    [Theory]
    [InlineData("trasfer", "transfer")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void Nearest_Words_AreFoundWhenClose(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["transfer", "balance_of", "mint"]));
}
