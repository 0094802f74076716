using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class LaneSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Run_ManyJobs_EveryLaneDoesEachOnce(int count)
    {
        using LaneSet lanes = new(count, pinned: count == 2);
        for (int round = 0; round < 300; round++)
        {
            CountingJob job = new(count);
            lanes.Run(job);
            Assert.All(job.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_AFailingLane_AbortsTheOthersAndThrowsItsCause(int failing)
    {
        using LaneSet lanes = new(3, pinned: false);
        using FailingJob job = new(failing);
        Assert.Same(job.Cause, Assert.Throws<FormatException>(() => lanes.Run(job)));
        CountingJob after = new(3);
        lanes.Run(after);
        Assert.All(after.Runs, runs => Assert.Equal(1, runs));
    }

    private sealed class CountingJob(int lanes) : ILaneJob
    {
        public int[] Runs { get; } = new int[lanes];

        public void Run(int lane) => Interlocked.Increment(ref Runs[lane]);

        public void Abort()
        {
        }
    }

    // The lanes that do not fail wait until they are told to leave: a caller that forgot them would hang.
    private sealed class FailingJob(int failing) : ILaneJob, IDisposable
    {
        private readonly ManualResetEventSlim _aborted = new();

        public FormatException Cause { get; } = new("lane");

        public void Run(int lane)
        {
            if (lane == failing)
            {
                throw Cause;
            }
            // Lane 0 must not wait for a lane that only starts when lane 0 is through.
            if (lane != 0)
            {
                _aborted.Wait();
            }
        }

        public void Abort() => _aborted.Set();

        public void Dispose() => _aborted.Dispose();
    }
}
