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
    private int _behindGaps;
    private int _bytesEach = 500;
    private int _looked;

    [Fact]
    public void TryEnter_QuietChain_TakesWhatTheNextBlockHolds()
    {
        SubmissionDoor door = Door();
        Assert.Equal(1_000_000 / Limits.Admission.UsualBytes, door.Limit);
        UseUp(door);
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
    public void Limit_BusyChain_IsWhatASlotMakesFinal()
    {
        SubmissionDoor door = Door();
        for (int block = 0; block < 8; block++)
        {
            door.NoteFinal(3_000);
            Pass(500);
        }
        UseUp(door);
        _pending = 2_999;
        Pass(Limits.Admission.LookMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(3_000, door.Limit);
        door.Leave(1);
        _pending = 3_000;
        Pass(Limits.Admission.LookMs);
        Assert.False(door.TryEnter(1));
    }

    [Fact]
    public void Limit_ChainThatPauses_KeepsItsRateForAWhileOnly()
    {
        SubmissionDoor door = Door();
        door.NoteFinal(24_000);
        Pass(Limits.Admission.RateMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(3_000, door.Limit);
        Pass(Limits.Admission.RateMemoryMs - Limits.Admission.RateMs - Limits.Admission.RateStepMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(3_000, door.Limit);
        Pass(Limits.Admission.RateStepMs);
        Assert.True(door.TryEnter(1));
        Assert.Equal(1_000_000 / Limits.Admission.UsualBytes, door.Limit);
    }

    [Fact]
    public void TryEnterAsBid_ShutDoor_LooksAtAFewAndTakesTheLeadingOnes()
    {
        SubmissionDoor door = BusyDoor();
        _pending = 50_000;
        Pass(Limits.Admission.LookMs);
        Assert.False(door.TryEnter(1));
        for (int bid = 0; bid < Limits.Admission.Bids; bid++)
        {
            Assert.False(door.IsShut());
            Assert.Equal((BidVerdict)(bid % 2), door.EnterAsBid([(byte)(bid % 2)]));
        }
        Assert.True(door.IsShut());
        Assert.Equal(BidVerdict.Behind, door.EnterAsBid([1]));
        Assert.Equal(Limits.Admission.Bids, _looked);
        Pass(Limits.Admission.BidsMs);
        Assert.False(door.IsShut());
        Assert.Equal(BidVerdict.Leads, door.EnterAsBid([1]));
    }

    [Fact]
    public void IsShut_WhatWasLetPassIsExpected_TakesItsPlacesUntilItIsJudged()
    {
        SubmissionDoor door = BusyDoor();
        _pending = 1_000;
        Pass(Limits.Admission.LookMs);
        door.Expect(900);
        Assert.False(door.IsShut());
        door.Expect(100);
        // No place and no spare number is left: the next are read as bids, and as many as are looked at.
        Assert.True(door.IsShut());
        door.Expect(-1_000);
        Assert.False(door.IsShut());
        // Its own places are not taken from who comes.
        Assert.True(door.TryEnter(1_000));
        door.Leave(1_000);
        _pending = 50_000;
        Pass(Limits.Admission.LookMs);
        door.Expect(Limits.Admission.Bids - 1);
        Assert.False(door.IsShut());
        door.Expect(1);
        Assert.True(door.IsShut());
        Pass(Limits.Admission.BidsMs);
        Assert.True(door.IsShut());
        door.Expect(-1);
        Assert.False(door.IsShut());
    }

    [Fact]
    public void EnterAsBid_WhatWasTakenBefore_IsLookedAtAlwaysAndCostsNoRoom()
    {
        SubmissionDoor door = BusyDoor();
        door.Taken.Add([2, 1]);
        door.Taken.Add([0, 1]);
        _pending = 50_000;
        Pass(Limits.Admission.LookMs);
        for (int resend = 0; resend < 10 * Limits.Admission.Bids; resend++)
        {
            Assert.Equal(BidVerdict.Had, door.EnterAsBid([2, 1]));
        }
        // None of the bids was used up, and no place was taken.
        Assert.False(door.IsShut());
        for (int bid = 0; bid < Limits.Admission.Bids; bid++)
        {
            Assert.Equal(BidVerdict.Behind, door.EnterAsBid([0, 2]));
        }
        Assert.True(door.IsShut());
        Assert.Equal(BidVerdict.Had, door.EnterAsBid([2, 1]));
        // One that left the mempool unfinished is a bid like others.
        Assert.Equal(BidVerdict.Behind, door.EnterAsBid([0, 1]));
        // What came from peers is found among the bids.
        Assert.Equal(BidVerdict.Behind, door.EnterAsBid([2, 3]));
        Pass(Limits.Admission.BidsMs);
        Assert.Equal(BidVerdict.Had, door.EnterAsBid([2, 3]));
        _pending = 0;
        Pass(Limits.Admission.LookMs);
        Assert.True(door.TryEnter(1));
        Assert.True(door.TryEnter((int)door.Limit - 1));
        Assert.False(door.TryEnter(1));
    }

    [Fact]
    public void TryEnter_WhatWaitsForNothingThatPasses_DoesNotShutTheDoor()
    {
        SubmissionDoor door = Door();
        _behindGaps = 40_000;
        Pass(Limits.Admission.LookMs);
        Assert.True(door.TryEnter(1_000));
        door.Leave(1_000);
        // No block takes these, and others pass them in time.
        _pending = 40_000;
        Pass(Limits.Admission.LookMs);
        for (int round = 0; round < 3; round++)
        {
            // Those that are refused use up nothing.
            Assert.True(door.TryEnter(Limits.Admission.Spare));
            Assert.False(door.TryEnter(1));
            door.Leave(Limits.Admission.Spare);
            Take(door, Limits.Admission.Spare);
            Assert.False(door.TryEnter(1));
            for (int final = 0; final < 2 * Limits.Admission.Spare; final++)
            {
                door.NoteWait(625);
            }
        }
        Take(door, Limits.Admission.Spare);
        door.NoteWait(626);
        Assert.False(door.TryEnter(1));
        door.NoteFinal(0);
        Assert.True(door.TryEnter(Limits.Admission.SpareOfBlock));
    }

    [Fact]
    public void Busy_SaysWhenToComeBack()
    {
        RpcException busy = Door().Busy();
        Assert.Equal(RpcErrorCode.LimitExceeded, busy.Code);
        Assert.StartsWith("busy", busy.Message, StringComparison.Ordinal);
        Assert.Equal(Limits.Rpc.RetryMs, busy.RetryAfterMs);
    }

    private SubmissionDoor Door() => new(_time, s_parameters, Read, bytes =>
    {
        _looked++;
        return (BidVerdict)bytes[0];
    });

    private (int Ready, int Count, long Bytes) Read() =>
        (_pending, _pending + _behindGaps, (long)(_pending + _behindGaps) * _bytesEach);

    private SubmissionDoor BusyDoor()
    {
        SubmissionDoor door = Door();
        UseUp(door);
        return door;
    }

    // Its spare number is in use then.
    private void UseUp(SubmissionDoor door)
    {
        _pending = 50_000;
        Pass(Limits.Admission.LookMs);
        Take(door, Limits.Admission.Spare);
        _pending = 0;
        Pass(Limits.Admission.LookMs);
    }

    private static void Take(SubmissionDoor door, int count)
    {
        Assert.True(door.TryEnter(count));
        for (int taken = 0; taken < count; taken++)
        {
            door.NoteTaken();
        }
        door.Leave(count);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
