using Aether.Native;
using BenchmarkDotNet.Attributes;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.Benchmarks.Crypto.Ed25519;

/// <summary>One signature over 200 bytes; libsodium beside it on the same bytes.</summary>
[MemoryDiagnoser]
public class Ed25519Benchmarks
{
    private readonly byte[] _seed = new byte[Signatures.SeedBytes];
    private readonly byte[] _publicKey = new byte[Signatures.PublicKeyBytes];
    private readonly byte[] _signature = new byte[Signatures.SignatureBytes];
    private readonly byte[] _written = new byte[Signatures.SignatureBytes];
    private readonly byte[] _message = new byte[200];

    [GlobalSetup]
    public void Setup()
    {
        _seed[0] = 1;
        Signatures.PublicKeyFromSeed(_seed, _publicKey);
        Signatures.Sign(_seed, _message, _signature);
    }

    [Benchmark]
    public bool Verify() => Signatures.Verify(_publicKey, _message, _signature);

    [Benchmark(Baseline = true)]
    public bool VerifyLibsodium() => Sodium.Ed25519VerifyStrict(_signature, _message, _publicKey);

    [Benchmark]
    public void Sign() => Signatures.Sign(_seed, _message, _written);

    [Benchmark]
    public void PublicKeyFromSeed() => Signatures.PublicKeyFromSeed(_seed, _written.AsSpan(0, 32));
}
