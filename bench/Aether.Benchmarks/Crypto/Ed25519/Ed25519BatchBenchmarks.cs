using Aether.Crypto.Ed25519.Batch;
using Aether.Native;
using BenchmarkDotNet.Attributes;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.Benchmarks.Crypto.Ed25519;

/// <summary>Batches of valid signatures over 200 bytes by distinct keys; times are per batch.</summary>
[MemoryDiagnoser]
public class Ed25519BatchBenchmarks : IDisposable
{
    private const int MessageBytes = 200;

    private byte[] _publicKeys = [];
    private byte[] _signatures = [];
    private byte[] _messages = [];
    private int[] _messageEnds = [];
    private bool[] _valid = [];
    private ulong[] _verdicts = [];
    private int[] _keys = [];
    private byte[] _written = [];
    private BatchSigner? _signer;

    [Params(64, 256, 1024, 4096)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _publicKeys = new byte[Count * Signatures.PublicKeyBytes];
        _signatures = new byte[Count * Signatures.SignatureBytes];
        _messages = new byte[Count * MessageBytes];
        _messageEnds = new int[Count];
        _valid = new bool[Count];
        _verdicts = new ulong[(Count + 63) / 64];
        _keys = [.. Enumerable.Range(0, Count)];
        _written = new byte[Count * Signatures.SignatureBytes];
        byte[] seeds = new byte[Count * Signatures.SeedBytes];
        byte[] seed = new byte[Signatures.SeedBytes];
        for (int i = 0; i < Count; i++)
        {
            BitConverter.TryWriteBytes(seed, i);
            seed.CopyTo(seeds, i * Signatures.SeedBytes);
            Signatures.PublicKeyFromSeed(seed, PublicKey(i));
            Signatures.Sign(seed, Message(i), Signature(i));
            _messageEnds[i] = (i + 1) * MessageBytes;
        }

        _signer = new BatchSigner(seeds);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _signer?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public ulong VerifyIndividually()
    {
        Ed25519Batch.VerifyIndividually(_publicKeys, _signatures, _messages, _messageEnds, _verdicts);
        return _verdicts[0];
    }

    [Benchmark]
    public void SignMany() => _signer!.Sign(_keys, _messages, _messageEnds, _written);

    [Benchmark]
    public bool VerifyBatch()
    {
        Ed25519Batch.Verify(_publicKeys, _signatures, _messages, _messageEnds, _valid);
        return !_valid.AsSpan().Contains(false);
    }

    [Benchmark]
    public bool VerifyEach()
    {
        bool all = true;
        for (int i = 0; i < Count; i++)
        {
            all &= Signatures.Verify(PublicKey(i), Message(i), Signature(i));
        }

        return all;
    }

    [Benchmark(Baseline = true)]
    public bool VerifyEachLibsodium()
    {
        bool all = true;
        for (int i = 0; i < Count; i++)
        {
            all &= Sodium.Ed25519VerifyStrict(Signature(i), Message(i), PublicKey(i));
        }

        return all;
    }

    private Span<byte> PublicKey(int i) => _publicKeys.AsSpan(i * Signatures.PublicKeyBytes, Signatures.PublicKeyBytes);

    private Span<byte> Signature(int i) => _signatures.AsSpan(i * Signatures.SignatureBytes, Signatures.SignatureBytes);

    private Span<byte> Message(int i) => _messages.AsSpan(i * MessageBytes, MessageBytes);
}
