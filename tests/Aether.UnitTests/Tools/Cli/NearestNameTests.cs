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
}
