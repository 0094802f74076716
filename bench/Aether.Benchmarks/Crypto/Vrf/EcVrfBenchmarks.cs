using Aether.Crypto.Vrf;
using Aether.Native;
using BenchmarkDotNet.Attributes;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.Benchmarks.Crypto.Vrf;

/// <summary>One leader proof over an 84-byte input; a libsodium signature verification as the yardstick.</summary>
[MemoryDiagnoser]
public class EcVrfBenchmarks
{
    private readonly byte[] _seed = new byte[EcVrf.SeedBytes];
    private readonly byte[] _publicKey = new byte[EcVrf.PublicKeyBytes];
    private readonly byte[] _alpha = new byte[84];
    private readonly byte[] _proof = new byte[EcVrf.ProofBytes];
    private readonly byte[] _written = new byte[EcVrf.ProofBytes];
    private readonly byte[] _beta = new byte[EcVrf.OutputBytes];
    private readonly byte[] _signature = new byte[Signatures.SignatureBytes];

    [GlobalSetup]
    public void Setup()
    {
        _seed[0] = 1;
        EcVrf.PublicKeyFromSeed(_seed, _publicKey);
        EcVrf.Prove(_seed, _alpha, _proof);
        Signatures.Sign(_seed, _alpha, _signature);
    }

    [Benchmark]
    public void Prove() => EcVrf.Prove(_seed, _alpha, _written);

    [Benchmark]
    public bool Verify() => EcVrf.Verify(_publicKey, _alpha, _proof, _beta);

    [Benchmark(Baseline = true)]
    public bool VerifySignatureLibsodium() => Sodium.Ed25519VerifyStrict(_signature, _alpha, _publicKey);

    [Benchmark]
    public UInt128 NegLogCompute() => NegLog.Compute(UInt128.MaxValue / 3);
}
