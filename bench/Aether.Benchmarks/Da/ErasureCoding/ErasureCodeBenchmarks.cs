using Aether.Benchmarks.Peers;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Da.ErasureCoding;

/// <summary>Both codes over one set, beside ISA-L with its matrices ready.</summary>
[MemoryDiagnoser]
public class ErasureCodeBenchmarks : IDisposable
{
    private ErasureCode _code;
    private byte[] _shards = [];
    private Hash256[] _leaves = [];
    private ulong _present;
    private Isal? _encoder;
    private Isal? _decoder;

    [Params(ErasureProfile.DoubleParity, ErasureProfile.HalfRate)]
    public ErasureProfile Profile { get; set; }

    [Params(1024, 16 * 1024)]
    public int ShardBytes { get; set; }

    /// <summary>Data shards lost.</summary>
    [Params(1, 2)]
    public int Lost { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        ErasureCode.TryGet((byte)Profile, out _code);
        _shards = GC.AllocateArray<byte>(_code.TotalShards * ShardBytes, pinned: true);
        new Random(1).NextBytes(_shards);
        _leaves = new Hash256[_code.TotalShards];
        _present = ulong.MaxValue >> (64 - _code.TotalShards) & ulong.MaxValue << Lost;
        _encoder = new Isal(_code.DataShards, _code.ParityShards, ShardBytes);
        _decoder = new Isal(_code.DataShards, Lost, ShardBytes);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _encoder?.Dispose();
        _decoder?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void IsalEncode() => _encoder!.Run();

    [Benchmark]
    public void Encode()
    {
        int dataBytes = _code.DataShards * ShardBytes;
        _code.Encode(_shards.AsSpan(0, dataBytes), _shards.AsSpan(dataBytes), ShardBytes);
    }

    [Benchmark]
    public void EncodeWithLeaves() => _code.EncodeWithLeaves(_shards, ShardBytes, _leaves);

    [Benchmark]
    public void IsalRecover() => _decoder!.Run();

    [Benchmark]
    public bool Recover() => _code.TryRecover(_shards, _present, ShardBytes);

    [Benchmark]
    public bool VerifyParity() => _code.VerifyParity(_shards, ShardBytes);
}
