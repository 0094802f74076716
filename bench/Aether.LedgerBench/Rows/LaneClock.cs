using Aether.BenchKit.Measurement;

namespace Aether.LedgerBench.Rows;

/// <summary>Times work on several lanes.</summary>
internal static class LaneClock
{
    /// <summary>Wall nanoseconds, with the caller as lane 0 on the first core: others have those from 1 on.</summary>
    public static long Time(Action<int> run, int calls)
    {
        CpuPinning.PinCurrentThread(0);
        long start = ThreadClock.WallNanoseconds;
        run(calls);
        long nanoseconds = ThreadClock.WallNanoseconds - start;
        CpuPinning.PinToMeasuringCore();
        return nanoseconds;
    }
}
