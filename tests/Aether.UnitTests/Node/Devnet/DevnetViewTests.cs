using System.Text;
using System.Text.Json;
using Aether.Node.Devnet;
using Spectre.Console;
using Xunit;

namespace Aether.UnitTests.Node.Devnet;

public sealed class DevnetViewTests
{
    [Fact]
    public void JsonLines_SampleAndSummary_AreOneObjectALine()
    {
        using MemoryStream output = new();
        using (JsonLinesView view = new(output))
        {
            view.Show(CreateSample(1_000));
            view.ShowSummary(CreateSummary());
        }
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Empty(lines[2]);
        using JsonDocument sample = JsonDocument.Parse(lines[0]);
        Assert.Equal("sample", sample.RootElement.GetProperty("type").GetString());
        Assert.Equal(12UL, sample.RootElement.GetProperty("slot").GetUInt64());
        Assert.Equal(160.5, sample.RootElement.GetProperty("finality_ms_p50").GetDouble());
        Assert.Equal("running", sample.RootElement.GetProperty("validators")[0].GetProperty("state").GetString());
        Assert.Equal(3U, sample.RootElement.GetProperty("epoch").GetUInt32());
        Assert.Equal(2U, sample.RootElement.GetProperty("validators")[1].GetProperty("epoch").GetUInt32());
        using JsonDocument summary = JsonDocument.Parse(lines[1]);
        Assert.Equal("summary", summary.RootElement.GetProperty("type").GetString());
        Assert.True(summary.RootElement.GetProperty("state_root_equal").GetBoolean());
        Assert.Equal(3U, summary.RootElement.GetProperty("last_epoch").GetUInt32());
        Assert.Equal(620.2, summary.RootElement.GetProperty("longest_epoch_change_ms").GetDouble());
        Assert.Equal(10UL, summary.RootElement.GetProperty("finalized").GetUInt64());
    }

    [Fact]
    public void Plain_OneLineInTenSeconds()
    {
        using StringWriter output = new();
        using PlainView view = new(output);
        for (long elapsed = 0; elapsed < 20_000; elapsed += 1_000)
        {
            view.Show(CreateSample(elapsed));
        }
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Live_SecondScreen_ErasesExactlyTheFirst()
    {
        using StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 200;
        using LiveView view = new(console, "where things are\nsecond line");
        view.Show(CreateSample(0));
        string first = output.ToString();
        view.Show(CreateSample(1_000));
        string second = output.ToString()[first.Length..];
        int lines = first.Count(character => character == '\n');
        Assert.Contains("second line", first, StringComparison.Ordinal);
        Assert.StartsWith($"\u001b[{lines}A\u001b[J", second, StringComparison.Ordinal);
    }

    [Fact]
    public void SummaryText_DifferentRoots_IsLoud()
    {
        Assert.Contains("equal at height 9", SummaryText.Format(CreateSummary()), StringComparison.Ordinal);
        string text = SummaryText.Format(CreateSummary() with { StateRootEqual = false });
        Assert.Contains("DIFFERENT", text, StringComparison.Ordinal);
    }

    private static DevnetSample CreateSample(long elapsedMs) => new()
    {
        ElapsedMs = elapsedMs,
        Epoch = 3,
        Slot = 12,
        Leader = 1,
        FinalizedHeight = 9,
        FinalityMsP50 = 160.5,
        FinalityMsP95 = 180,
        TransactionsFinalized = 3,
        TransactionsPerSecond = 1.5,
        Pending = 2,
        Validators =
        [
            new DevnetValidatorSample(0, 3, 12, 9, "running"), new DevnetValidatorSample(1, 2, 12, 9, "running"),
        ],
    };

    private static DevnetSummary CreateSummary() => new()
    {
        Slots = 11,
        Finalized = 10,
        FirstEpoch = 2,
        LastEpoch = 3,
        LongestWaitMs = 1_500,
        LongestEpochChangeMs = 620.25,
        FinalityMsP50 = 160,
        FinalityMsP95 = 180,
        TransactionsFinalized = 3,
        StateRootEqual = true,
        CommonHeight = 9,
        StateRoot = "0x00",
        Equivocations = 0,
    };
}
