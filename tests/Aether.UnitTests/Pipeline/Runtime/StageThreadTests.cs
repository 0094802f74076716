using Aether.Network.Transport;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;
using Aether.UnitTests.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Pipeline.Runtime;

public sealed class StageThreadTests
{
    [Fact]
    public void Run_UntilStopped_AccountsForEveryMomentOfTheThread()
    {
        ManualTime time = new();
        WakeSignal signal = new();
        using ManualResetEventSlim idle = new();
        ScriptedLoop loop = new(time, idle, turns: 3);
        StageThread thread = new("work", loop, signal, (_, error) => throw error);
        thread.Start();
        idle.Wait(TestContext.Current.CancellationToken);
        thread.RequestStop();
        thread.Join();

        ThreadSample sample = loop.Meter.Read();
        // Three turns of 5 ms work, each after 1 ms of looking; a fourth that finds nothing, and 2 ms before parking.
        Assert.Equal(TimeSpan.FromMilliseconds(15), sample.Stages[0].Busy);
        Assert.Equal(TimeSpan.FromMilliseconds(loop.Looks + (2 * loop.Parks)), sample.Stages[0].Housekeeping);
        Assert.Equal(time.GetTimestamp(), sample.Lifetime.Ticks);
        Assert.Equal(0, sample.SystemThread);
    }

    [Fact]
    public void Run_LoopThrows_EndsTheAccount()
    {
        ManualTime time = new();
        ThrowingLoop loop = new(time);
        string? failed = null;
        StageThread thread = new("work", loop, new WakeSignal(), (name, _) => failed = name);
        thread.Start();
        thread.Join();
        Assert.Equal("work", failed);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(7), loop.Meter.Read().Lifetime);
    }

    [Fact]
    public void Dispose_NeverStarted_ReturnsAtOnce()
    {
        ThrowingLoop loop = new(new ManualTime());
        StageThread thread = new("work", loop, new WakeSignal(), (_, error) => throw error);
        thread.Dispose();
        thread.Join();
    }

    private sealed class ScriptedLoop(ManualTime time, ManualResetEventSlim idle, int turns) : IStageLoop
    {
        public ThreadMeter Meter { get; } = new("work", ["Only"], time);

        public int Looks { get; private set; }

        public int Parks { get; private set; }

        public bool TryRun()
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            if (++Looks > turns)
            {
                return false;
            }
            Meter.Enter(0);
            time.Advance(TimeSpan.FromMilliseconds(5));
            return true;
        }

        public int ParkMs()
        {
            time.Advance(TimeSpan.FromMilliseconds(2));
            Parks++;
            idle.Set();
            return -1;
        }
    }

    private sealed class ThrowingLoop(ManualTime time) : IStageLoop
    {
        public ThreadMeter Meter { get; } = new("work", ["Only"], time);

        public bool TryRun()
        {
            Meter.Enter(0);
            time.Advance(TimeSpan.FromMilliseconds(7));
            throw new InvalidOperationException();
        }

        public int ParkMs() => -1;
    }
}
