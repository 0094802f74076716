using System.Text.Json;
using Aether.Node.Logging;
using Xunit;

namespace Aether.NodeTests.Logging;

public sealed class NodeLogTests : IDisposable
{
    private static readonly LogEvent s_info = new("thing_happened", "storage", LogLevel.Info);
    private static readonly LogEvent s_warning = new("thing_low", "disk", LogLevel.Warn, "AE-7404");

    private readonly ManualTime _time = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Json_OneObjectALine()
    {
        NodeLog log = Log(LogFormat.Json);
        log.Write(s_warning, "a \"sentence\"\nof two lines", ("free_bytes", 5L), ("name", "a b"), ("on", true));
        JsonElement line = JsonDocument.Parse(Assert.Single(Lines())).RootElement;
        Assert.Equal("2030-01-02T03:04:05.678Z", line.GetProperty("ts").GetString());
        Assert.Equal("warn", line.GetProperty("level").GetString());
        Assert.Equal("disk", line.GetProperty("module").GetString());
        Assert.Equal("thing_low", line.GetProperty("event").GetString());
        Assert.Equal("AE-7404", line.GetProperty("code").GetString());
        Assert.Equal("a \"sentence\"\nof two lines", line.GetProperty("message").GetString());
        Assert.Equal(5, line.GetProperty("free_bytes").GetInt64());
        Assert.True(line.GetProperty("on").GetBoolean());
    }

    [Fact]
    public void TextAndLogfmt_StayOnOneLine()
    {
        Log(LogFormat.Text).Write(s_warning, "a\nsentence", ("free_bytes", 5L));
        Log(LogFormat.Logfmt).Write(s_info, "a\nsentence", ("name", "a \"b\""));
        Assert.Equal(
            [
                "03:04:05.678 warn  disk: a sentence free_bytes=5 [AE-7404 thing_low]",
                "ts=2030-01-02T03:04:05.678Z level=info module=storage event=thing_happened "
                + "message=\"a\\nsentence\" name=\"a \\\"b\\\"\"",
            ],
            Lines());
    }

    [Fact]
    public void Repeats_AreLeftOutAndCounted()
    {
        NodeLog log = Log(LogFormat.Json);
        for (int number = 0; number < NodeLog.Burst + 7; number++)
        {
            log.Write(s_info, "again");
        }
        log.Write(s_warning, "another event is not held back");
        Assert.Equal(NodeLog.Burst + 1, Lines().Length);
        _time.Advance(TimeSpan.FromMilliseconds(NodeLog.WindowMs));
        log.Write(s_info, "again");
        JsonElement line = JsonDocument.Parse(Lines()[^1]).RootElement;
        Assert.Equal(7, line.GetProperty("left_out").GetInt64());
    }

    [Fact]
    public void Levels_ChangeWhileItRuns()
    {
        NodeLog log = Log(LogFormat.Text);
        Assert.True(LogLevels.TryParse("error", out LogLevels? levels));
        log.Levels = levels;
        log.Write(s_warning, "not now");
        Assert.Empty(Lines());
    }

    [Theory]
    [InlineData("key_seed")]
    [InlineData("password")]
    [InlineData("pkcs11_pin")]
    public void Field_NamedAsASecret_IsNotWritten(string name)
    {
        NodeLog log = Log(LogFormat.Json);
        log.Write(s_info, "a secret", (name, "hunter2"));
        Assert.DoesNotContain("hunter2", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Join('\n', log.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_HaveDistinctNames_AndWarningsACode()
    {
        Assert.Distinct(NodeEvents.All.Select(one => one.Name));
        Assert.All(
            NodeEvents.All,
            one => Assert.Equal(one.Level >= LogLevel.Warn, one.Code.StartsWith("AE-", StringComparison.Ordinal)));
        Assert.Equal(typeof(NodeEvents).GetFields().Length, NodeEvents.All.Count);
    }

    private NodeLog Log(LogFormat format) => new(_output, format, LogLevels.Usual, _time);

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
