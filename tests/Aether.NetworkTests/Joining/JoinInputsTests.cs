using Aether.Core;
using Aether.Network.Sync;
using Aether.Network.Transport;
using Aether.Node.Joining;
using Xunit;

namespace Aether.NetworkTests.Joining;

public sealed class JoinInputsTests
{
    private readonly JoinInputs _inputs = new();

    [Fact]
    public void Heights_RepeatedByPeers_WaitOnceForEachConnection()
    {
        for (ulong height = 1; height <= 100_000; height++)
        {
            _inputs.Put(0, new SyncInput.PeerHeight(new ConnectionId(1 + (height % 2)), height));
        }
        Assert.Equal(2, _inputs.Count);
        Assert.Equal(
            [
                new SyncInput.PeerHeight(new ConnectionId(2), 99_999),
                new SyncInput.PeerHeight(new ConnectionId(1), 100_000),
            ],
            TakeAll());
    }

    [Fact]
    public void Heights_AfterTheLastWasTaken_WaitAgain()
    {
        SyncInput.PeerHeight first = new(new ConnectionId(1), 5);
        SyncInput.PeerHeight second = new(new ConnectionId(1), 6);
        _inputs.Put(0, first);
        Assert.Equal([first], TakeAll());
        _inputs.Put(0, second);
        Assert.Equal([second], TakeAll());
    }

    [Fact]
    public void Answers_AboveTheBound_AreFailuresUntilOthersAreTaken()
    {
        byte[] half = new byte[Limits.Joining.MaxWaitingBytes / 2];
        _inputs.Put(0, new SyncInput.Answered(1, half));
        _inputs.Put(0, new SyncInput.Answered(2, half));
        _inputs.Put(0, new SyncInput.Answered(3, new byte[] { 1 }));
        List<SyncInput> taken = TakeAll();
        Assert.IsType<SyncInput.Answered>(taken[1]);
        Assert.Equal(new SyncInput.Failed(3), taken[2]);
        _inputs.Put(0, new SyncInput.Answered(4, half));
        Assert.IsType<SyncInput.Answered>(Assert.Single(TakeAll()));
    }

    [Fact]
    public void Ticks_WaitOnce()
    {
        _inputs.Put(1, new SyncInput.Tick());
        _inputs.Put(2, new SyncInput.Tick());
        Assert.Single(TakeAll());
        _inputs.Put(3, new SyncInput.Tick());
        Assert.Single(TakeAll());
    }

    private List<SyncInput> TakeAll()
    {
        List<SyncInput> taken = [];
        while (_inputs.TryTake(out _, out SyncInput input))
        {
            taken.Add(input);
        }
        return taken;
    }
}
