using System.Text;
using System.Text.Json;
using Aether.Node.Lifecycle;
using Xunit;

namespace Aether.NodeTests.Lifecycle;

public sealed class HealthProbesTests
{
    private readonly ManualTime _time = new();
    private readonly NodeLifecycle _lifecycle;
    private readonly HealthBoard _board;
    private readonly HealthProbes _probes;
    private (HealthState State, string Reason) _storage = (HealthState.Ok, "");
    private long _behind;

    public HealthProbesTests()
    {
        _lifecycle = new NodeLifecycle(_time);
        _board = new HealthBoard(_time);
        _board.Add("storage", () => _storage);
        _board.Add("p2p", () => (HealthState.Disabled, "no links"));
        _probes = new HealthProbes(_lifecycle, _board, () => _behind);
    }

    [Theory]
    [InlineData(NodePhase.Recovering, 200, 503, 503)]
    [InlineData(NodePhase.Running, 200, 200, 200)]
    [InlineData(NodePhase.Draining, 200, 200, 503)]
    [InlineData(NodePhase.Failed, 503, 200, 503)]
    public void Answer_FollowsThePhase(object phase, int live, int startup, int ready)
    {
        _lifecycle.Enter((NodePhase)phase);
        Assert.Equal(
            (live, startup, ready, ready), (Ask("/live"), Ask("/startup"), Ask("/ready"), Ask("/health")));
    }

    [Fact]
    public void Answer_OtherPath_IsNone() => Assert.Null(_probes.Answer("/metrics"));

    [Fact]
    public void Answer_MaxBehind_IsCompared()
    {
        _lifecycle.Enter(NodePhase.Running);
        _behind = 7;
        Assert.Equal(200, Ask("/ready", "7"));
        Assert.Equal(503, Ask("/ready", "6"));
        Assert.Equal(400, Ask("/ready", "-1"));
        Assert.Contains("7 slots behind, more than 6", Body("/ready", "6"), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_FailedPart_SaysWhichAndSinceWhen()
    {
        _lifecycle.Enter(NodePhase.Running);
        Assert.Equal(200, Ask("/health"));
        _time.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset since = _time.GetUtcNow();
        _storage = (HealthState.Failed, "the disk is gone");
        Assert.Equal(503, Ask("/health"));
        _time.Advance(TimeSpan.FromMinutes(1));
        JsonElement body = JsonDocument.Parse(Body("/health")).RootElement;
        Assert.Equal("storage: the disk is gone", body.GetProperty("reason").GetString());
        JsonElement storage = body.GetProperty("subsystems").GetProperty("storage");
        Assert.Equal("failed", storage.GetProperty("state").GetString());
        Assert.Equal(since, storage.GetProperty("since").GetDateTimeOffset());
        Assert.Equal(
            "disabled", body.GetProperty("subsystems").GetProperty("p2p").GetProperty("state").GetString());
        _storage = (HealthState.Degraded, "slow");
        Assert.Equal(200, Ask("/ready"));
    }

    private int Ask(string path, string? maxBehind = null) => _probes.Answer(path, maxBehind)!.Status;

    private string Body(string path, string? maxBehind = null) =>
        Encoding.UTF8.GetString(_probes.Answer(path, maxBehind)!.Body);
}
