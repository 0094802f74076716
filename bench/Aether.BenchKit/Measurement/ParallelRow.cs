namespace Aether.BenchKit.Measurement;

/// <summary>
/// The same row on every one of several cores at once, each with inputs of its own, against itself on one core:
/// the ratio is how much faster all cores are together.
/// </summary>
internal sealed class ParallelRow : KernelRow
{
    private readonly KernelRow[] _rows;
    private readonly long[] _times;

    public ParallelRow(int cores, Func<KernelRow> create)
    {
        _rows = new KernelRow[cores];
        for (int core = 0; core < cores; core++)
            _rows[core] = create();
        _times = new long[cores];
    }

    public override string Kernel => _rows[0].Kernel;

    public override string Variant => _rows[0].Variant;

    public override int Cores => _rows.Length;

    public override string Operation => _rows[0].Operation;

    public override int OperationsPerCall => _rows.Length * _rows[0].OperationsPerCall;

    public override string Peer => "itself on one core";

    public override int PeerOperationsPerCall => _rows[0].OperationsPerCall;

    public override Goals Goals { get; } = new(1.8, 1.95, null);

    public override string? NotSupportedReason => Environment.ProcessorCount < _rows.Length
        ? $"this machine has {Environment.ProcessorCount} core(s)" : _rows[0].NotSupportedReason;

    public override void Prepare()
    {
        foreach (KernelRow row in _rows)
            row.Prepare();
    }

    public override void RunKernel(int calls) => TimeKernel(calls);

    public override void RunPeer(int calls) => _rows[0].RunKernel(calls);

    /// <summary>
    /// Wall time of the slowest core, less what other processes took of it: the cores start together, and waiting for
    /// each other counts.
    /// </summary>
    public override long TimeKernel(int calls)
    {
        using Barrier barrier = new(_rows.Length);
        Thread[] threads = new Thread[_rows.Length];
        for (int core = 0; core < threads.Length; core++)
        {
            int index = core;
            threads[core] = new Thread(() => RunOn(index, calls, barrier));
            threads[core].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        return _times.Max();
    }

    private void RunOn(int core, int calls, Barrier barrier)
    {
        CpuPinning.PinCurrentThread(core);

        // Thread-local tables of the kernel are built before the clock starts.
        _rows[core].RunKernel(1);
        barrier.SignalAndWait();
        long queued = ThreadClock.QueuedNanoseconds;
        long start = ThreadClock.WallNanoseconds;
        _rows[core].RunKernel(calls);
        long wall = ThreadClock.WallNanoseconds - start;
        _times[core] = wall - (ThreadClock.QueuedNanoseconds - queued);
    }
}
