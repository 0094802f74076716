using Aether.Tools.Cli;
using Xunit;

namespace Aether.UnitTests.Tools.Cli;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("objct", "object")]
    [InlineData("transfre", "transfer")]
    [InlineData("stat", "status")]
    [InlineData("zebra", null)]
    [InlineData("x", null)]
    public void To_TheFewestEdits(string word, string? expected) =>
        Assert.Equal(expected, NearestName.To(word, ["status", "object", "transfer", "asset"]));

    [Theory]
    [InlineData("getblok", "getBlock getClock getLock")]
    [InlineData("lock", "getLock getBlock getClock")]
    [InlineData("x", "")]
    [InlineData("", "")]
    public void Several_NearOnesAndThoseThatHoldIt(string word, string expected) =>
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            NearestName.Several(word, ["getLock", "getBlock", "getClock", "send"], 3));
}
