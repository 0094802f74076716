using Aether.Core.Buffers;
using Aether.Core.Concurrency;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Core;

/// <summary>One item through a link or a block out of the pool, on one thread and across two.</summary>
[MemoryDiagnoser]
public class LinkBenchmarks
{
    private const int Items = 100_000;

    private readonly SpscLink<long> _spsc = new(1_024);
    private readonly MpscLink<long> _mpsc = new(1_024);
    private readonly PinnedBlockPool _pool = new(64, 4_096);

    /// <summary>Publish and consume on one thread.</summary>
    [Benchmark]
    public long SpscUncontended()
    {
        _spsc.TryPublish(1);
        _spsc.TryConsume(out long item);
        return item;
    }

    /// <summary>Publish and consume on one thread.</summary>
    [Benchmark]
    public long MpscUncontended()
    {
        _mpsc.TryPublish(1);
        _mpsc.TryConsume(out long item);
        return item;
    }

    /// <summary>A stream from another thread.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public long SpscAcrossThreads()
    {
        Task producer = Task.Run(() =>
        {
            SpinWait wait = default;
            for (int item = 0; item < Items; item++)
            {
                while (!_spsc.TryPublish(item))
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }
        });
        long sum = 0;
        SpinWait idle = default;
        for (int taken = 0; taken < Items; taken++)
        {
            long item;
            while (!_spsc.TryConsume(out item))
            {
                idle.SpinOnce(sleep1Threshold: -1);
            }
            sum += item;
        }
        producer.Wait();
        return sum;
    }

    /// <summary>Rent and return.</summary>
    [Benchmark]
    public int RentBlock()
    {
        if (!_pool.TryRent(0, out BlockLease? lease))
        {
            return 0;
        }
        int length = lease.Block.Length;
        lease.Dispose();
        return length;
    }
}
