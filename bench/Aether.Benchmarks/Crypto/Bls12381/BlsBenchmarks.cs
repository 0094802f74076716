using Aether.Crypto.Bls12381;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Bls12381;

/// <summary>One signature, and a quorum of 1000 votes for one message.</summary>
[MemoryDiagnoser]
public class BlsBenchmarks
{
    private const int Signers = 1000;

    private readonly byte[] _secret = new byte[Bls.SecretKeyBytes];
    private readonly byte[] _message = new byte[32];
    private readonly byte[] _signature = new byte[Bls.SignatureBytes];
    private readonly byte[] _publicKey = new byte[Bls.PublicKeyBytes];
    private readonly byte[] _aggregate = new byte[Bls.SignatureBytes];
    private readonly byte[] _output = new byte[Bls.SignatureBytes];
    private readonly byte[] _signatures = new byte[Signers * Bls.SignatureBytes];
    private readonly BlsKey[] _keys = new BlsKey[Signers];

    [GlobalSetup]
    public void Setup()
    {
        for (int index = 0; index < Signers; index++)
        {
            byte[] seed = new byte[32];
            BitConverter.TryWriteBytes(seed, index);
            Bls.SecretFromSeed(seed, _secret);
            Bls.PublicKeyFromSecret(_secret, _publicKey);
            if (!BlsKey.TryDecode(_publicKey, out BlsKey? key))
                throw new InvalidOperationException("a derived key must decode");
            _keys[index] = key;
            Bls.Sign(_secret, _message, _signatures.AsSpan(index * Bls.SignatureBytes, Bls.SignatureBytes));
        }

        Bls.Sign(_secret, _message, _signature);
        if (!Bls.TryAggregate(_signatures, _aggregate) || !Bls.FastAggregateVerify(_keys, _message, _aggregate))
            throw new InvalidOperationException("the quorum must verify before it is timed");
    }

    [Benchmark]
    public void Sign() => Bls.Sign(_secret, _message, _output);

    [Benchmark]
    public bool DecodeKey() => BlsKey.TryDecode(_publicKey, out _);

    [Benchmark]
    public bool Verify() => Bls.Verify(_keys[^1], _message, _signature);

    [Benchmark]
    public bool Aggregate1000() => Bls.TryAggregate(_signatures, _output);

    [Benchmark]
    public bool FastAggregateVerify1000() => Bls.FastAggregateVerify(_keys, _message, _aggregate);
}
