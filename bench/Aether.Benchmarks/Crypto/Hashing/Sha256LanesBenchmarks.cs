using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Hashing;

/// <summary>SHA-256 of messages and nodes, in lanes and one at a time by the platform; time per message.</summary>
[MemoryDiagnoser]
public class Sha256LanesBenchmarks
{
    private const int Count = 64;

    private readonly byte[] _digests = new byte[Count * Sha256Lanes.DigestBytes];
    private readonly byte[] _nodes = new byte[Count * Sha256Lanes.NodeBytes];
    private readonly int[] _ends = new int[Count];
    private byte[] _messages = [];

    [Params(32, 64, 264, 1232)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _messages = new byte[Count * Bytes];
        for (int index = 0; index < Count; index++)
            _ends[index] = (index + 1) * Bytes;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void OneAtATime()
    {
        for (int index = 0; index < Count; index++)
        {
            SHA256.HashData(
                _messages.AsSpan(index * Bytes, Bytes),
                _digests.AsSpan(index * Sha256Lanes.DigestBytes, Sha256Lanes.DigestBytes));
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void InLanes() => Sha256Lanes.HashMany(_messages, _ends, _digests);

    /// <summary>Nodes are 64 bytes, whatever the other methods hash.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void NodesInLanes() => Sha256Lanes.HashNodes(_nodes, _digests);
}
