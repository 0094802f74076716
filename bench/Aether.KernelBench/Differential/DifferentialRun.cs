using System.Diagnostics;
using Aether.BenchKit.Measurement;

namespace Aether.KernelBench.Differential;

/// <summary>Workers that check segments of chunks until enough signatures agree, or one does not.</summary>
internal sealed class DifferentialRun
{
    /// <summary>Chunks between two writings of the state.</summary>
    public const int SegmentChunks = 64;

    private const long SegmentSignatures = (long)SegmentChunks * SignatureChunk.Count;

    // New keys and nonces after two million signatures.
    private const int SegmentsPerEpoch = 8;

    private readonly DifferentialOptions _options;
    private readonly DifferentialState _state;
    private readonly ChunkCheck[] _checks;
    private readonly Action<string> _report;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly double _secondsBefore;
    private readonly long _firstSegment;
    private readonly ChunkTotals _before;
    private SignatureForge _forge;
    private int _nextChunk;
    private bool _ended;

    private DifferentialRun(DifferentialOptions options, DifferentialState state, Action<string> report)
    {
        _options = options;
        _state = state;
        _report = report;
        _secondsBefore = state.Seconds;
        _firstSegment = state.Segments;
        _before = new ChunkTotals(state);
        _checks = new ChunkCheck[options.Cores];
        for (int worker = 0; worker < _checks.Length; worker++)
            _checks[worker] = new ChunkCheck();
        _forge = new SignatureForge(options.Seed, Epoch);
    }

    private ulong Epoch => (ulong)(_state.Segments / SegmentsPerEpoch);

    /// <summary>Runs to the end; the state that comes back is also in the file.</summary>
    public static DifferentialState Run(DifferentialOptions options, Action<string> report)
    {
        DifferentialState state = (options.Resume ? DifferentialState.Read(options.StatePath) : null)
            ?? new DifferentialState { Seed = options.Seed };
        MachineFacts machine = MachineFacts.Read();
        state.Commit = machine.Commit + (machine.Modified ? " (modified)" : "");
        state.Processor = machine.Processor;
        if (state.Signatures < options.Signatures && state.Mismatches == 0)
            new DifferentialRun(options, state, report).RunWorkers();
        return state;
    }

    private void RunWorkers()
    {
        using Barrier barrier = new(_checks.Length, _ => EndSegment());
        Thread[] threads = new Thread[_checks.Length];
        for (int worker = 0; worker < threads.Length; worker++)
        {
            int index = worker;
            threads[worker] = new Thread(() => Work(index, barrier));
            threads[worker].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
    }

    private void Work(int worker, Barrier barrier)
    {
        CpuPinning.PinCurrentThread(worker % Environment.ProcessorCount);
        while (!_ended)
        {
            int chunk;
            while ((chunk = Interlocked.Increment(ref _nextChunk) - 1) < SegmentChunks)
                _checks[worker].Run(_forge, _options.Seed, (ulong)((_state.Segments * SegmentChunks) + chunk));

            // EndSegment runs on one thread while all others wait here: what it writes is seen by all after it.
            barrier.SignalAndWait();
        }
    }

    private void EndSegment()
    {
        ulong epoch = Epoch;
        _state.Segments++;
        _before.WriteSum(_state, _checks);
        _state.Seconds = Math.Round(_secondsBefore + _watch.Elapsed.TotalSeconds, 1);
        _state.Write(_options.StatePath);
        double rate = (_state.Segments - _firstSegment) * SegmentSignatures / _watch.Elapsed.TotalSeconds;
        string progress = $"{_state.Signatures:N0} of {_options.Signatures:N0} signatures";
        _report($"{progress}, {_state.Mismatches} differences, {rate:N0}/s");
        _ended = _state.Mismatches != 0 || _state.Signatures >= _options.Signatures;
        _nextChunk = 0;
        if (Epoch != epoch && !_ended)
            _forge = new SignatureForge(_options.Seed, Epoch);
    }
}
