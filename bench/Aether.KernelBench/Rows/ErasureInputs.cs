using System.Runtime.InteropServices;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>A set of shards in memory that does not move, aligned as a pool aligns it, and ISA-L's view of
/// it.</summary>
/// <remarks>Lives as long as the process: a row is made once.</remarks>
// SAFETY: the shards are back to back in one block of shards x shardBytes, which is never freed; every pointer in the
// two arrays is the start of a shard of it, or of the block of outputs.
internal sealed unsafe class ErasureInputs
{
    private const nuint Alignment = 64;

    private readonly byte* _shards;
    private readonly byte* _outputs;
    private readonly byte** _sources;
    private readonly byte** _targets;
    private readonly byte* _tables;
    private readonly int _dataShards;
    private readonly int _outputCount;

    /// <summary>Random data shards, and room for parity.</summary>
    public ErasureInputs(int dataShards, int parityShards, int shardBytes, int outputCount)
    {
        _dataShards = dataShards;
        _outputCount = outputCount;
        ShardBytes = shardBytes;
        TotalBytes = (dataShards + parityShards) * shardBytes;
        _shards = (byte*)NativeMemory.AlignedAlloc((nuint)TotalBytes, Alignment);
        _outputs = (byte*)NativeMemory.AlignedAlloc((nuint)(outputCount * shardBytes), Alignment);
        _sources = (byte**)NativeMemory.Alloc((nuint)(dataShards * sizeof(byte*)));
        _targets = (byte**)NativeMemory.Alloc((nuint)(outputCount * sizeof(byte*)));
        _tables = (byte*)NativeMemory.AlignedAlloc((nuint)(dataShards * outputCount * IsaL.TableBytes), Alignment);
        new Random(dataShards).NextBytes(Data);
        for (int output = 0; output < outputCount; output++)
            _targets[output] = _outputs + (output * shardBytes);
    }

    public int ShardBytes { get; }

    public int TotalBytes { get; }

    /// <summary>All shards, back to back, data first.</summary>
    public Span<byte> Shards => new(_shards, TotalBytes);

    public Span<byte> Data => new(_shards, _dataShards * ShardBytes);

    public Span<byte> Parity => Shards[(_dataShards * ShardBytes)..];

    /// <summary>What the peer wrote.</summary>
    public ReadOnlySpan<byte> PeerOutputs => new(_outputs, _outputCount * ShardBytes);

    /// <summary>Tells the peer which shards to read and by which rows (outputs x dataShards) to multiply.</summary>
    public void PreparePeer(ReadOnlySpan<int> sources, ReadOnlySpan<byte> rows)
    {
        for (int source = 0; source < sources.Length; source++)
            _sources[source] = _shards + (sources[source] * ShardBytes);
        IsaL.InitTables(_dataShards, _outputCount, rows, _tables);
    }

    public void RunPeer() => IsaL.Encode(ShardBytes, _dataShards, _outputCount, _tables, _sources, _targets);
}
