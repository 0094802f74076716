using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Bls12381;

/// <summary>1000 votes for one message on one core: decoded, checked for the subgroup, summed and verified. The
/// baseline does all of it with blst, one vote after the other.</summary>
[MemoryDiagnoser]
public class BlsVotesBenchmarks
{
    private const int Signers = 1000;

    private static readonly BlsVotes s_votes = new(Signers, degree: 1);

    private readonly byte[] _message = new byte[32];
    private readonly byte[] _signatures = new byte[Signers * Bls.SignatureBytes];
    private readonly byte[] _sum = new byte[Bls.SignatureBytes];
    private readonly byte[] _verdicts = new byte[BlsVotes.VerdictBytes(Signers)];
    private readonly BlsKey[] _keys = new BlsKey[Signers];
    private readonly BlsAccumulator _accumulator = new();
    private readonly BlstP2Affine[] _points = new BlstP2Affine[Signers];
    private readonly LanesStatus[] _status = new LanesStatus[Signers];

    [GlobalSetup]
    public void Setup()
    {
        byte[] secret = new byte[Bls.SecretKeyBytes];
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        byte[] seed = new byte[32];
        for (int index = 0; index < Signers; index++)
        {
            BitConverter.TryWriteBytes(seed, index);
            Bls.SecretFromSeed(seed, secret);
            Bls.PublicKeyFromSecret(secret, publicKey);
            if (!BlsKey.TryDecode(publicKey, out BlsKey? key))
                throw new InvalidOperationException("a derived key must decode");
            _keys[index] = key;
            Bls.Sign(secret, _message, _signatures.AsSpan(index * Bls.SignatureBytes, Bls.SignatureBytes));
        }

        if (!BlstOneByOne() || AdmitSum() != Signers || AdmitEach() != Signers)
            throw new InvalidOperationException("the votes must be accepted before they are timed");
    }

    [Benchmark(Baseline = true)]
    public bool BlstOneByOne()
    {
        _accumulator.Clear();
        bool ok = true;
        for (int index = 0; index < Signers; index++)
            ok &= _accumulator.TryAdd(_signatures.AsSpan(index * Bls.SignatureBytes, Bls.SignatureBytes));
        _accumulator.Write(_sum);
        return ok && Bls.FastAggregateVerify(_keys, _message, _sum);
    }

    [Benchmark]
    public int AdmitSum() => Admit(BlsVoteRule.Sum);

    [Benchmark]
    public int AdmitEach() => Admit(BlsVoteRule.Each);

    [Benchmark]
    public void DecodeOnly() => Lanes.DecodeP2(_signatures, _points, _status);

    private int Admit(BlsVoteRule rule) => s_votes.Admit(rule, _keys, _message, _signatures, _verdicts, _sum);
}
