using Aether.Consensus.Sequencing;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Consensus;

/// <summary>What recording costs the proposing thread, and hashing the other one.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 20, iterationCount: 50, invocationCount: 16)]
public class SequencingBenchmarks
{
    private const int Entries = 1_024;

    private readonly SpscLink<SequenceEntry> _ring = new(1 << 15);
    private readonly Hash256 _id = new(new byte[Hash256.Bytes]);
    private SequenceWriter _writer = null!;
    private Hash256 _head;

    /// <summary>Makes the writer.</summary>
    [GlobalSetup]
    public void Create() => _writer = new SequenceWriter(_ring);

    /// <summary>Makes room.</summary>
    [IterationSetup(Target = nameof(Record))]
    public void Drain()
    {
        while (_ring.TryConsume(out _))
        {
            // Each iteration starts with an empty ring.
        }
    }

    /// <summary>An entry with its clock read, in room enough.</summary>
    [Benchmark(OperationsPerInvoke = Entries)]
    public long Record()
    {
        for (int index = 0; index < Entries; index++)
        {
            _writer.Write(1, (ulong)TimeProvider.System.GetTimestamp(), SequenceKind.Admit, _id);
        }
        return _writer.Lost;
    }

    /// <summary>The clock read alone.</summary>
    [Benchmark(OperationsPerInvoke = Entries)]
    public long Clock()
    {
        long sum = 0;
        for (int index = 0; index < Entries; index++)
        {
            sum += TimeProvider.System.GetTimestamp();
        }
        return sum;
    }

    /// <summary>Links of the chain, on the other thread.</summary>
    [Benchmark(OperationsPerInvoke = Entries)]
    public Hash256 Hash()
    {
        for (int index = 0; index < Entries; index++)
        {
            _head = SequenceChain.Extend(_head, new SequenceStep(SequenceKind.Admit, 0, 100, _id));
        }
        return _head;
    }
}
