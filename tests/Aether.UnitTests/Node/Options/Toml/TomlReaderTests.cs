using Aether.Node.Options;
using Aether.Node.Options.Toml;
using Xunit;

namespace Aether.UnitTests.Node.Options.Toml;

public sealed class TomlReaderTests
{
    [Fact]
    public void Parse_TablesListsAndScalars_KeepsTextAndLines()
    {
        TomlTable root = TomlReader.Parse(
            """
            # a comment
            name = "a \"b\"\n" # behind a value
            big = 1_000
            [one]
            part = 0.80
            flag = true
            [[item]]
            x = 1
            [[item]]
            x = 2
            """);
        Assert.Equal("a \"b\"\n", root.Find("name")!.Text);
        Assert.Equal("1000", root.Find("big")!.Text);
        Assert.Equal(3, root.Find("big")!.Line);
        TomlTable one = root.Find("one")!.Table!;
        Assert.Equal("0.80", one.Find("part")!.Text);
        Assert.Equal(TomlKind.Decimal, one.Find("part")!.Kind);
        Assert.Equal(TomlKind.Boolean, one.Find("flag")!.Kind);
        Assert.Equal(["1", "2"], root.Find("item")!.Tables!.Select(item => item.Find("x")!.Text));
    }

    [Theory]
    [InlineData("a = 1\na = 2", "line 2: 'a' is given twice")]
    [InlineData("[t]\n[t]", "line 2: [t] is given twice")]
    [InlineData("a = 1\n[[a]]", "line 2: [[a]] is given as a single table or value before")]
    [InlineData("a 1", "line 1: expected key = value")]
    [InlineData("= 1", "line 1: expected key = value")]
    [InlineData("a =", "line 1: a value is missing after '='")]
    [InlineData("a = \"x", "line 1: a string has no closing quote")]
    [InlineData("a = \"\\q\"", "line 1: the escape \\q is not supported")]
    [InlineData("a = \"x\" y", "line 1: unexpected text after a string")]
    [InlineData("a = -1", "line 1: '-1' is not a string, number or boolean")]
    [InlineData("a = 1e9", "line 1: '1e9' is not a string, number or boolean")]
    [InlineData("a = 1.2.3", "line 1: '1.2.3' is not a string, number or boolean")]
    [InlineData("a = [1]", "line 1: '[1]' is not a string, number or boolean")]
    [InlineData("[t] x", "line 1: a table heading looks like [name]")]
    [InlineData("[a.b]", "line 1: a table name has only letters, digits, '_' and '-'")]
    [InlineData("a.b = 1", "line 1: a key has only letters, digits, '_' and '-'")]
    public void Parse_OutsideTheSubset_NamesTheLine(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => TomlReader.Parse(text)).Message);

    [Fact]
    public void RequireAllKnown_MisspeltKey_SuggestsTheRightOne()
    {
        TomlSection section = new(TomlReader.Parse("slot_m = 500"));
        Assert.Equal(7UL, section.NumberOr("slot_ms", 7, 1, 10));
        ConfigException error = Assert.Throws<ConfigException>(section.RequireAllKnown);
        Assert.Equal("line 1: unknown key 'slot_m', did you mean 'slot_ms'?", error.Message);
    }

    [Theory]
    [InlineData("a = 11")]
    [InlineData("a = 0")]
    [InlineData("a = 1.0")]
    [InlineData("a = \"5\"")]
    [InlineData("a = 99999999999999999999")]
    public void NumberOr_OutsideTheInterval_IsAnError(string text)
    {
        TomlSection section = new(TomlReader.Parse(text));
        ConfigException error = Assert.Throws<ConfigException>(() => section.NumberOr("a", 1, 1, 10));
        Assert.Contains("a whole number from 1 to 10", error.Message, StringComparison.Ordinal);
    }
}
