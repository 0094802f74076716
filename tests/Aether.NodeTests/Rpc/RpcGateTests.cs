using Aether.Node.Rpc;
using Xunit;

namespace Aether.NodeTests.Rpc;

/// <summary>Calls go in, or wait outside while what they ask is exchanged.</summary>
public sealed class RpcGateTests : IDisposable
{
    private readonly RpcGate _gate = new();

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Close_WaitsUntilOneIsLeft_WhoAskedForIt()
    {
        Assert.True(_gate.TryEnter());
        Assert.True(_gate.TryEnter());
        Assert.True(_gate.TryEnter());
        Task closed = _gate.CloseAsync();
        _gate.Leave();
        Assert.False(closed.IsCompleted);
        _gate.Leave();
        await closed;
    }

    [Fact]
    public async Task Close_TellsThoseInside_AndLetsNobodyIn()
    {
        Assert.True(_gate.TryEnter());
        CancellationToken before = _gate.Closing;
        await _gate.CloseAsync();
        Assert.True(before.IsCancellationRequested);
        Assert.False(_gate.TryEnter());
        Task waiting = _gate.EnterAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _gate.Open();
        await waiting;
        Assert.False(_gate.Closing.IsCancellationRequested);
        Assert.True(_gate.TryEnter());
    }

    [Fact]
    public async Task Enter_WhileItIsClosed_CanBeLeftOff()
    {
        await _gate.CloseAsync();
        using CancellationTokenSource stop = new();
        Task waiting = _gate.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _gate.Open();
        Assert.True(_gate.TryEnter());
        // Nobody else was counted: it closes at once.
        await _gate.CloseAsync();
    }
}
