using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Hashing;

/// <summary>BLAKE3 beside the platform's SHA-256 over one node, one packet and one bulk block.</summary>
[MemoryDiagnoser]
public class Blake3Benchmarks
{
    private readonly byte[] _digest = new byte[32];
    private readonly uint[] _keyWords = new uint[Blake3.KeyWords];
    private byte[] _input = [];

    [Params(64, 1024, 1024 * 1024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _input = new byte[Bytes];

    [Benchmark(Baseline = true)]
    public int Sha256() => SHA256.HashData(_input, _digest);

    [Benchmark]
    public void Blake3Hash() => Blake3.Hash(_input, _digest);

    [Benchmark]
    public void Blake3KeyedHash64() => Blake3.KeyedHash64(_keyWords, _input.AsSpan(0, 64), _digest);
}
