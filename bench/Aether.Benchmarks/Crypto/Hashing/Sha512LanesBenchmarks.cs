using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Hashing;

/// <summary>SHA-512 of 64 bytes and a message, in lanes and one at a time by the platform; time per message.</summary>
[MemoryDiagnoser]
public class Sha512LanesBenchmarks
{
    private const int Count = 64;

    private readonly byte[] _prefixes = new byte[Count * Sha512Lanes.PrefixBytes];
    private readonly byte[] _digests = new byte[Count * Sha512Lanes.DigestBytes];
    private readonly int[] _ends = new int[Count];
    private byte[] _messages = [];
    private byte[] _joined = [];

    [Params(32, 264, 1232)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _messages = new byte[Count * Bytes];
        _joined = new byte[Sha512Lanes.PrefixBytes + Bytes];
        for (int index = 0; index < Count; index++)
            _ends[index] = (index + 1) * Bytes;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void OneAtATime()
    {
        for (int index = 0; index < Count; index++)
        {
            _prefixes.AsSpan(index * Sha512Lanes.PrefixBytes, Sha512Lanes.PrefixBytes).CopyTo(_joined);
            _messages.AsSpan(index * Bytes, Bytes).CopyTo(_joined.AsSpan(Sha512Lanes.PrefixBytes));
            SHA512.HashData(_joined, _digests.AsSpan(index * Sha512Lanes.DigestBytes, Sha512Lanes.DigestBytes));
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void InLanes() => Sha512Lanes.HashPrefixed(_prefixes, _messages, _ends, _digests);
}
