using Aether.Crypto.Hashing;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Hashing;

/// <summary>Keyed BLAKE3 of 64-byte nodes, in lanes and one at a time; time per node.</summary>
[MemoryDiagnoser]
public class Blake3LanesBenchmarks
{
    private const int Count = 1024;

    private readonly uint[] _key = new uint[Blake3.KeyWords];
    private readonly byte[] _nodes = new byte[Count * Blake3Nodes.NodeBytes];
    private readonly byte[] _digests = new byte[Count * Blake3.DigestBytes];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void OneAtATime()
    {
        for (int index = 0; index < Count; index++)
        {
            Blake3.KeyedHash64(
                _key,
                _nodes.AsSpan(index * Blake3Nodes.NodeBytes, Blake3Nodes.NodeBytes),
                _digests.AsSpan(index * Blake3.DigestBytes, Blake3.DigestBytes));
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void InLanes() => Blake3Nodes.KeyedHashMany(_key, _nodes, _digests);

    [Benchmark(OperationsPerInvoke = Count)]
    public void PrefixedInLanes() => Blake3Nodes.HashManyPrefixed(1, _nodes, _digests);
}
