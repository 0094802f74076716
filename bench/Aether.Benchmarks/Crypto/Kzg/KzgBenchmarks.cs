using Aether.Crypto.Kzg;
using BenchmarkDotNet.Attributes;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.Benchmarks.Crypto.Kzg;

/// <summary>Commitments and proofs of whole blobs and of short traces, beside c-kzg.</summary>
[MemoryDiagnoser]
public class KzgBenchmarks
{
    private const int Openings = 64;

    private readonly byte[] _blob = new byte[Scheme.BlobBytes];
    private readonly byte[] _point = new byte[Scheme.ElementBytes];
    private readonly byte[] _value = new byte[Scheme.ElementBytes];
    private readonly byte[] _commitment = new byte[Scheme.CommitmentBytes];
    private readonly byte[] _proof = new byte[Scheme.ProofBytes];
    private readonly byte[] _blobProof = new byte[Scheme.ProofBytes];
    private readonly byte[] _output = new byte[Scheme.CommitmentBytes];
    private readonly byte[] _outputValue = new byte[Scheme.ElementBytes];
    private readonly byte[] _commitments = new byte[Openings * Scheme.CommitmentBytes];
    private readonly byte[] _points = new byte[Openings * Scheme.ElementBytes];
    private readonly byte[] _values = new byte[Openings * Scheme.ElementBytes];
    private readonly byte[] _proofs = new byte[Openings * Scheme.ProofBytes];
    private KzgSetup _setup = null!;

    [GlobalSetup]
    public void Setup()
    {
        if (!KzgSetup.TryGet(out KzgSetup? setup, out string? reason))
            throw new InvalidOperationException(reason);
        _setup = setup;
        Random random = new(1);
        random.NextBytes(_blob);
        random.NextBytes(_point);
        for (int offset = 0; offset < _blob.Length; offset += Scheme.ElementBytes)
            _blob[offset] &= 0x3F;
        _point[0] &= 0x3F;
        if (!setup.Reference.TryCommit(_blob, _output)
            || !Scheme.TryCommit(setup, _blob, _commitment)
            || !_output.AsSpan().SequenceEqual(_commitment)
            || !Scheme.TryProve(setup, _blob, _point, _value, _proof)
            || !Scheme.TryProveBlob(setup, _blob, _commitment, _blobProof))
        {
            throw new InvalidOperationException("both ways must give one commitment before they are timed");
        }

        for (int index = 0; index < Openings; index++)
            Open(index);
        if (!VerifyOpenings64() || !VerifyOneByOne64())
            throw new InvalidOperationException("the openings must verify before they are timed");
    }

    [Benchmark(Baseline = true)]
    public bool CommitReference() => _setup.Reference.TryCommit(_blob, _output);

    [Benchmark]
    public bool Commit() => Scheme.TryCommit(_setup, _blob, _output);

    [Benchmark]
    public bool CommitPrefix512() => Scheme.TryCommitPrefix(_setup, _blob.AsSpan(0, 512 * 32), _output);

    [Benchmark]
    public bool CommitPrefix64() => Scheme.TryCommitPrefix(_setup, _blob.AsSpan(0, 64 * 32), _output);

    [Benchmark]
    public bool ProveReference() => _setup.Reference.TryProve(_blob, _point, _outputValue, _output);

    [Benchmark]
    public bool Prove() => Scheme.TryProve(_setup, _blob, _point, _outputValue, _output);

    [Benchmark]
    public bool VerifyReference() => _setup.Reference.Verify(_commitment, _point, _value, _proof);

    [Benchmark]
    public bool Verify() => Scheme.Verify(_setup, _commitment, _point, _value, _proof);

    [Benchmark]
    public bool VerifyBlobReference() => _setup.Reference.VerifyBlob(_blob, _commitment, _blobProof);

    [Benchmark]
    public bool VerifyBlob() => Scheme.VerifyBlob(_setup, _blob, _commitment, _blobProof);

    [Benchmark]
    public bool VerifyOpenings64() => KzgOpenings.Verify(_setup, _commitments, _points, _values, _proofs);

    /// <summary>What c-kzg offers for openings of chosen points: one check each.</summary>
    [Benchmark]
    public bool VerifyOneByOne64()
    {
        bool ok = true;
        for (int index = 0; index < Openings; index++)
        {
            ok &= _setup.Reference.Verify(
                _commitment,
                _points.AsSpan(index * Scheme.ElementBytes, Scheme.ElementBytes),
                _values.AsSpan(index * Scheme.ElementBytes, Scheme.ElementBytes),
                _proofs.AsSpan(index * Scheme.ProofBytes, Scheme.ProofBytes));
        }

        return ok;
    }

    private void Open(int index)
    {
        Span<byte> point = _points.AsSpan(index * Scheme.ElementBytes, Scheme.ElementBytes);
        Span<byte> value = _values.AsSpan(index * Scheme.ElementBytes, Scheme.ElementBytes);
        Span<byte> proof = _proofs.AsSpan(index * Scheme.ProofBytes, Scheme.ProofBytes);
        KzgDomain.Point(index * 61).CopyTo(point);
        _commitment.CopyTo(_commitments.AsSpan(index * Scheme.CommitmentBytes));
        if (!Scheme.TryProve(_setup, _blob, point, value, proof))
            throw new InvalidOperationException("an element must open");
    }
}
