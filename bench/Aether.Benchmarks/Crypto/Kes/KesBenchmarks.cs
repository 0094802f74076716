using Aether.Crypto.Kes;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Kes;

/// <summary>The forward-secure signature of a header, at the depth of the chain (9) and of the vectors (6).</summary>
[MemoryDiagnoser]
public class KesBenchmarks
{
    private readonly byte[] _seed = new byte[KesSigningKey.SeedBytes];
    private readonly byte[] _message = new byte[200];
    private KesSigningKey _key = null!;
    private byte[] _signature = [];

    [Params(6, 9)]
    public int Depth { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _key = KesSigningKey.FromSeed(_seed, Depth);
        _signature = new byte[CompactSumKes.SignatureBytes(Depth)];
        _key.Sign(_message, _signature);
    }

    [GlobalCleanup]
    public void Cleanup() => _key.Dispose();

    [Benchmark]
    public void Generate() => KesSigningKey.FromSeed(_seed, Depth).Dispose();

    [Benchmark]
    public void Sign() => _key.Sign(_message, _signature);

    [Benchmark]
    public bool Verify() => CompactSumKes.Verify(_key.VerificationKey, Depth, 0, _message, _signature);
}
