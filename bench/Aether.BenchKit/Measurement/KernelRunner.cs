using System.Diagnostics;

namespace Aether.BenchKit.Measurement;

/// <summary>Measures rows: every side warmed up first, then rounds in which a kernel and its peer alternate.</summary>
/// <remarks>
/// A machine that slows down or is shared slows both sides of a round; the ratio of a round is what to read.
/// </remarks>
internal sealed class KernelRunner(MeasurementPlan plan, Action<string> report)
{
    // A method is compiled again after 30 calls, and once more after 30 of the instrumented code.
    private const int TierCalls = 100;

    // The background compiler catches up in this time.
    private const int TierDelayMs = 100;

    /// <summary>Measures all rows; a wrong result ends the run.</summary>
    public List<RowResult> Run(IReadOnlyList<KernelRow> rows)
    {
        foreach (KernelRow row in rows)
        {
            report($"preparing {row.Kernel} ({row.Variant})");
            row.Prepare();
        }

        WarmUp(rows);
        List<Sides> sides = [.. rows.Select(row => new Sides(row, plan))];
        for (int round = 0; round < plan.Rounds; round++)
        {
            report($"round {round + 1} of {plan.Rounds}");
            foreach (Sides side in sides)
                side.Measure(round);
        }

        return [.. sides.Select(side => side.Result)];
    }

    private void WarmUp(IReadOnlyList<KernelRow> rows)
    {
        for (int pass = 0; pass < plan.WarmUpPasses; pass++)
        {
            report($"warming up, pass {pass + 1} of {plan.WarmUpPasses}");
            foreach (KernelRow row in rows)
            {
                WarmUp(calls => row.TimeKernel(calls));
                if (row.HasPeer)
                    WarmUp(row.RunPeer);
            }

            Thread.Sleep(TierDelayMs);
        }
    }

    private void WarmUp(Action<int> run)
    {
        long start = Stopwatch.GetTimestamp();
        int call = 0;
        double elapsedMs = 0;
        while (elapsedMs < plan.LeastWarmUpMs || (call < TierCalls && elapsedMs < plan.MostWarmUpMs))
        {
            run(1);
            call++;
            elapsedMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    /// <summary>The two sides of a row, their calls in a slice and their figures so far.</summary>
    private sealed class Sides
    {
        private readonly KernelRow _row;
        private readonly MeasurementPlan _plan;
        private readonly int _kernelCalls;
        private readonly int _peerCalls;
        private readonly double[] _kernelRounds;
        private readonly double[]? _peerRounds;
        private readonly double[] _kernelSlices;
        private readonly double[] _peerSlices;

        public Sides(KernelRow row, MeasurementPlan plan)
        {
            _row = row;
            _plan = plan;
            _kernelCalls = CallsPerSlice(row.TimeKernel, plan.SliceMs);
            _peerCalls = row.HasPeer ? CallsPerSlice(row.TimePeer, plan.SliceMs) : 0;
            _kernelRounds = new double[plan.Rounds];
            _peerRounds = row.HasPeer ? new double[plan.Rounds] : null;
            _kernelSlices = new double[plan.SlicesPerRound];
            _peerSlices = new double[plan.SlicesPerRound];
        }

        public RowResult Result => new(_row, _kernelRounds, _peerRounds);

        public void Measure(int round)
        {
            for (int slice = 0; slice < _plan.SlicesPerRound; slice++)
            {
                // Who goes first alternates too, so that neither always inherits the other's caches and clock.
                bool peerFirst = ((round + slice) & 1) == 1;
                if (peerFirst)
                    MeasurePeer(slice);
                long nanoseconds = _row.TimeKernel(_kernelCalls);
                _kernelSlices[slice] = PerOperation(nanoseconds, _kernelCalls, _row.OperationsPerCall);
                if (!peerFirst)
                    MeasurePeer(slice);
            }

            _kernelRounds[round] = Statistics.Median(_kernelSlices);
            if (_peerRounds is not null)
                _peerRounds[round] = Statistics.Median(_peerSlices);
        }

        private void MeasurePeer(int slice)
        {
            if (_peerRounds is not null)
                _peerSlices[slice] = PerOperation(_row.TimePeer(_peerCalls), _peerCalls, _row.PeerOperationsPerCall);
        }

        private static int CallsPerSlice(Func<int, long> time, int sliceMs)
        {
            long target = sliceMs * 1_000_000L;
            int calls = 1;
            long nanoseconds = time(calls);
            while (nanoseconds < target / 4 && calls < 1 << 28)
            {
                calls *= 4;
                nanoseconds = time(calls);
            }

            return (int)Math.Clamp(calls * (double)target / Math.Max(nanoseconds, 1), 1, int.MaxValue);
        }

        private static double PerOperation(long nanoseconds, int calls, int operationsPerCall) =>
            nanoseconds / ((double)calls * operationsPerCall);
    }
}
