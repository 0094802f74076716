using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Xunit;

namespace Aether.NodeTests.Lifecycle;

public sealed class DiskGuardTests : IDiskProbe, IDisposable
{
    private readonly StringWriter _output = new();
    private readonly DiskGuard _guard;
    private long? _free = 1_000;

    public DiskGuardTests() => _guard = new DiskGuard(
        this, DiskLimits.Usual, new NodeLog(_output, LogFormat.Text, LogLevels.Usual, new ManualTime()));

    public void Dispose() => _output.Dispose();

    public bool TryRead(out long freeBytes, out long totalBytes)
    {
        (freeBytes, totalBytes) = (_free ?? 0, 1_000);
        return _free is not null;
    }

    [Fact]
    public void Look_EachThreshold_IsALevelAndALine()
    {
        Assert.Equal(DiskLevel.Ample, Look(150));
        Assert.Equal(DiskLevel.Low, Look(149));
        Assert.Equal(DiskLevel.Low, Look(80));
        Assert.Equal(DiskLevel.Paused, Look(79));
        Assert.Equal(DiskLevel.Paused, Look(30));
        Assert.Equal(DiskLevel.Full, Look(29));
        Assert.Equal(HealthState.Failed, _guard.Check().State);
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("AE-7402", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Look_BackUp_NeedsSomeRoomToSpare()
    {
        Look(149);
        Assert.Equal(DiskLevel.Low, Look(151));
        Assert.Equal(DiskLevel.Ample, Look(170));
        Assert.Equal(HealthState.Ok, _guard.Check().State);
    }

    [Fact]
    public void Look_DiskThatCannotBeAsked_KeepsTheLevel()
    {
        Look(79);
        _free = null;
        Assert.Equal(DiskLevel.Paused, _guard.Look());
    }

    [Fact]
    public void Threshold_Both_TakesTheSmaller()
    {
        Assert.True(SpaceThreshold.TryParse("10%,1GiB", out SpaceThreshold both));
        Assert.Equal(1L << 30, both.Of(1L << 50));
        Assert.Equal(100, both.Of(1_000));
    }

    private DiskLevel Look(long free)
    {
        _free = free;
        return _guard.Look();
    }
}
