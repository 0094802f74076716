using System.Globalization;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Processes;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Processes;

public sealed class ProcessMeterTests
{
    [Fact]
    public void Summarise_EqualBlocks_CountsSlotsAndLatencies()
    {
        ProcessMeter meter = new(2, TimeProvider.System);
        foreach (int height in Enumerable.Range(1, 10))
        {
            // One slot of the ten has no block.
            int slot = height < 6 ? height : height + 1;
            meter.OnLine(0, Final(height, slot, "0xa", latency: 100));
            meter.OnLine(1, Final(height, slot, "0xa", latency: 200));
        }
        meter.OnLine(0, Status(10));
        meter.OnLine(1, Status(9));
        DevnetSummary summary = meter.Summarise();
        Assert.True(summary.StateRootEqual);
        Assert.Equal((10UL, 9UL, 9UL), (summary.Slots, summary.Finalized, summary.CommonHeight));
        Assert.Equal("0xa", summary.StateRoot);
        Assert.InRange(summary.FinalityMsP50, 99, 101);
        Assert.InRange(summary.FinalityMsP95, 199, 201);
        Assert.Equal(20, summary.TransactionsFinalized);
        Assert.Equal(9UL, meter.Sample().FinalizedHeight);
    }

    [Fact]
    public void Summarise_OtherRootAtAHeight_IsDifferent()
    {
        ProcessMeter meter = new(2, TimeProvider.System);
        meter.OnLine(0, Final(1, 1, "0xa", latency: 1));
        meter.OnLine(0, Final(2, 2, "0xa", latency: 1));
        meter.OnLine(1, Final(1, 1, "0xa", latency: 1));
        Assert.True(meter.Summarise().StateRootEqual);
        meter.OnLine(1, Final(2, 2, "0xb", latency: 1));
        DevnetSummary summary = meter.Summarise();
        Assert.False(summary.StateRootEqual);
        Assert.Equal(2UL, summary.CommonHeight);
    }

    private static NodeLine Final(int height, int slot, string root, int latency) => Line(string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"type":"final","height":{{height}},"slot":{{slot}},"hash":"0x1","state_root":"{{root}}",
        "transactions":2,"latency_ms":{{latency}}}
        """));

    private static NodeLine Status(int height) => Line(string.Create(
        CultureInfo.InvariantCulture, $$"""{"type":"status","slot":{{height}},"final_height":{{height}}}"""));

    private static NodeLine Line(string text)
    {
        Assert.True(NodeLine.TryParse(text, out NodeLine line));
        return line;
    }
}
