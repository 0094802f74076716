using System.Diagnostics;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;
using Aether.UnitTests.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Pipeline.Runtime;

public sealed class ThreadMeterTests
{
    private readonly ManualTime _time = new();
    private readonly ThreadMeter _meter;

    public ThreadMeterTests() => _meter = new ThreadMeter("work", ["First", "Second"], _time);

    [Fact]
    public void Read_AfterEveryRegime_EachHasItsTimeAndTheSumIsTheLifetime()
    {
        Pass(100);
        _meter.Begin();
        Pass(1);
        _meter.EnterWait();
        Pass(2);
        _meter.EnterHousekeeping();
        Pass(4);
        _meter.Enter(0);
        Pass(8);
        _meter.Enter(1);
        Pass(16);
        _meter.EnterBackpressure(1);
        Pass(32);
        _meter.Enter(1);
        Pass(64);
        _meter.End();
        Pass(1_000);

        ThreadSample sample = _meter.Read();
        Assert.Equal(
            new StageSample("First", "work", Ms(8), Ms(2), TimeSpan.Zero, Ms(5), 0), sample.Stages[0]);
        Assert.Equal(
            new StageSample("Second", "work", Ms(80), TimeSpan.Zero, Ms(32), TimeSpan.Zero, 0), sample.Stages[1]);
        Assert.Equal(Ms(127), sample.Lifetime);
    }

    [Fact]
    public void Read_WhileSomethingGoesOn_CountsItUpToNow()
    {
        _meter.Begin();
        _meter.EnterWait();
        Pass(5);
        Assert.Equal(Ms(5), _meter.Read().Stages[0].Wait);
        Pass(2);
        Assert.Equal(Ms(7), _meter.Read().Stages[0].Wait);
        Assert.Equal(Ms(7), _meter.Read().Lifetime);
    }

    [Fact]
    public void Read_BeforeBegin_IsZeroButCountsItems()
    {
        _meter.Enter(1);
        Pass(10);
        _meter.Count(1, 3);
        ThreadSample sample = _meter.Read();
        Assert.Equal(TimeSpan.Zero, sample.Lifetime);
        Assert.Equal(3, sample.Stages[1].Items);
        Assert.Equal(0, sample.SystemThread);
    }

    [Fact]
    public void Change_AllocatesNothing()
    {
        ThreadMeter meter = new("work", ["First", "Second"]);
        meter.Begin();
        Turn(meter);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int turn = 0; turn < 1_000; turn++)
        {
            Turn(meter);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Read_BesideARunningThread_NeverGoesBackAndSumsUpToTheLifetime()
    {
        ThreadMeter meter = new("work", ["First", "Second"]);
        using ManualResetEventSlim begun = new();
        long first = Stopwatch.GetTimestamp();
        Thread thread = new(() =>
        {
            meter.Begin();
            begun.Set();
            for (int turn = 0; turn < 300_000; turn++)
            {
                Turn(meter);
            }
            meter.End();
        });
        thread.Start();
        begun.Wait(TestContext.Current.CancellationToken);
        long second = Stopwatch.GetTimestamp();
        ThreadSample last = meter.Read();
        while (thread.IsAlive)
        {
            TimeSpan least = Stopwatch.GetElapsedTime(second);
            ThreadSample now = meter.Read();
            Assert.True(now.Lifetime >= least - Tick(now));
            Assert.True(now.Lifetime <= Stopwatch.GetElapsedTime(first) + Slack);
            for (int stage = 0; stage < now.Stages.Count; stage++)
            {
                Assert.True(now.Stages[stage].Busy >= last.Stages[stage].Busy);
                Assert.True(now.Stages[stage].Wait >= last.Stages[stage].Wait);
                Assert.True(now.Stages[stage].Backpressure >= last.Stages[stage].Backpressure);
                Assert.True(now.Stages[stage].Housekeeping >= last.Stages[stage].Housekeeping);
                Assert.True(now.Stages[stage].Items >= last.Stages[stage].Items);
            }
            last = now;
        }
        thread.Join();
        Assert.Equal(300_000, meter.Read().Stages[1].Items);
        Assert.Equal(meter.Read().Lifetime, meter.Read().Lifetime);
    }

    // A reader's clock can be ahead of the thread's by the time that a store takes to be seen, once for each cell.
    private static TimeSpan Slack => TimeSpan.FromMilliseconds(1);

    // Each cell is rounded down to what a time span can say.
    private static TimeSpan Tick(ThreadSample sample) => TimeSpan.FromTicks(4 * sample.Stages.Count);

    private static TimeSpan Ms(int count) => TimeSpan.FromMilliseconds(count);

    private static void Turn(ThreadMeter meter)
    {
        meter.Enter(0);
        meter.Count(0, 2);
        meter.Enter(1);
        meter.Count(1, 1);
        meter.EnterBackpressure(1);
        meter.EnterHousekeeping();
        meter.EnterHousekeeping();
        meter.EnterWait();
    }

    private void Pass(int milliseconds) => _time.Advance(Ms(milliseconds));
}
