using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Submissions;
using Xunit;

namespace Aether.NodeTests.Rpc.Submissions;

public sealed class SubmissionDoorTests
{
    private static readonly ChainParameters s_parameters = new() { SlotMs = 500, BlockBytesMax = 1_000_000 };

    private readonly ManualTime _time = new();
    private int _pending;
    private int _bytesEach = 500;
    private int _looked;

    [Fact]
    public void TryEnter_QuietChain_TakesWhatTheNextBlockHolds()
    {
        SubmissionDoor door = Door();
        Assert.Equal(1_000_000 / Limits.Admission.UsualBytes, door.Limit);
        _pending = 1_999;
        Pass(Limits.Admission.LookMs);
        Assert.True(door.TryEnter(1));
        Assert.False(door.TryEnter(1));
        Assert.Equal(2_000, door.Limit);
        door.Leave(1);
        Assert.True(door.TryEnter(1));
        door.Leave(1);
        _bytesEach = 10_000;
        Pass(Limits.Admission.LookMs);
        Assert.False(door.TryEnter(1));
        Assert.Equal(100, door.Limit);
    }

    [Fact]
    public void Limit_BusyChain_IsWhatTwoSlotsMakeFinal()
    {
        SubmissionDoor door = Door();
        for (int block = 0; block < 8; block++)
        {
            door.NoteFinal(3_000);
            Pass(500);
        }
        _pending = 5_999;
        Pass(Limits.Admission.LookMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(6_000, door.Limit);
        door.Leave(1);
        _pending = 6_000;
        Pass(Limits.Admission.LookMs);
        Assert.False(door.TryEnter(1));
    }

    [Fact]
    public void Limit_ChainThatPauses_KeepsItsRateForAWhileOnly()
    {
        SubmissionDoor door = Door();
        door.NoteFinal(20_000);
        Pass(Limits.Admission.RateMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(5_000, door.Limit);
        Pass(Limits.Admission.RateMemoryMs - Limits.Admission.RateMs - Limits.Admission.RateStepMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(5_000, door.Limit);
        Pass(Limits.Admission.RateStepMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(1_000_000 / Limits.Admission.UsualBytes, door.Limit);
    }

    [Fact]
    public void TryEnterAsBid_ShutDoor_LooksAtAFewAndTakesTheLeadingOnes()
    {
        SubmissionDoor door = Door();
        _pending = 50_000;
        Pass(Limits.Admission.LookMs);
        Assert.False(door.TryEnter(1));
        for (int bid = 0; bid < Limits.Admission.Bids; bid++)
        {
            Assert.False(door.IsShut());
            Assert.Equal(bid % 2 == 1, door.TryEnterAsBid([(byte)(bid % 2)]));
        }
        Assert.True(door.IsShut());
        Assert.False(door.TryEnterAsBid([1]));
        Assert.Equal(Limits.Admission.Bids, _looked);
        Pass(Limits.Admission.BidsMs);
        Assert.False(door.IsShut());
        Assert.True(door.TryEnterAsBid([1]));
    }

    [Fact]
    public void Busy_SaysWhenToComeBack()
    {
        RpcException busy = Door().Busy();
        Assert.Equal(RpcErrorCode.LimitExceeded, busy.Code);
        Assert.StartsWith("busy", busy.Message, StringComparison.Ordinal);
        Assert.Equal(Limits.Rpc.RetryMs, busy.RetryAfterMs);
    }

    private SubmissionDoor Door() => new(_time, s_parameters, () => (_pending, (long)_pending * _bytesEach), bytes =>
    {
        _looked++;
        return bytes[0] == 1;
    });

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
