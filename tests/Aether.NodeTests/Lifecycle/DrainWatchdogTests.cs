using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Xunit;

namespace Aether.NodeTests.Lifecycle;

public sealed class DrainWatchdogTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _output = new();
    private readonly List<ExitCode> _exits = [];

    public void Dispose() => _output.Dispose();

    [Fact]
    public void TimeIsUp_SaysTheThreadsAndEnds()
    {
        using DrainWatchdog watchdog = Start();
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((4_000, 6_000), (watchdog.ElapsedMs, watchdog.RemainingMs));
        Assert.Empty(_exits);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([ExitCode.DrainTimeout], _exits);
        Assert.Contains("drain_timeout", _output.ToString(), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"{Environment.ProcessId} ", _output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Stopped_InTime_DoesNothing()
    {
        Start().Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_exits);
    }

    private DrainWatchdog Start() => new(
        TimeSpan.FromSeconds(10),
        _time,
        new NodeLog(_output, LogFormat.Text, LogLevels.Usual, _time),
        _exits.Add);
}
