using Aether.Node.Devnet.Processes;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Processes;

public sealed class NodeLineTests
{
    [Fact]
    public void TryParse_FinalLine_HasItsMembers()
    {
        const string Text = """
            {"type":"final","height":7,"slot":9,"epoch":1,"hash":"0xaa","state_root":"0xbb",
            "proposer":3,"transactions":5,"latency_ms":120}
            """;
        Assert.True(NodeLine.TryParse(Text, out NodeLine line));
        Assert.Equal(("final", 7UL, 9UL, 1U), (line.Type, line.Height, line.Slot, line.Epoch));
        Assert.Equal(("0xaa", "0xbb", 3), (line.Hash, line.StateRoot, line.Proposer));
        Assert.Equal((5, 120L), (line.Transactions, line.LatencyMs));
    }

    [Fact]
    public void TryParse_StatusLine_HasItsHeight()
    {
        const string Text = """{"type":"status","final_height":4,"peers":2,"pending":6}""";
        Assert.True(NodeLine.TryParse(Text, out NodeLine line));
        Assert.Equal((4UL, 2, 6), (line.Height, line.Peers, line.Pending));
    }

    [Theory]
    [InlineData("")]
    [InlineData("starting")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"final","height":"x"}""")]
    [InlineData("""{"type":"final","height":1.5}""")]
    public void TryParse_SomethingElse_IsFalse(string text) => Assert.False(NodeLine.TryParse(text, out _));

    [Fact]
    public void TryParse_VeryLong_IsFalse() =>
        Assert.False(NodeLine.TryParse($$"""{"type":"{{new string('x', 5_000)}}"}""", out _));
}
