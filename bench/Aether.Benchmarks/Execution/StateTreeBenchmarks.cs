using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Execution;

/// <summary>Batch updates of the state tree on a base of 100,000 keys, half of the batch new.</summary>
[MemoryDiagnoser]
public class StateTreeBenchmarks
{
    private const int BaseKeys = 100_000;

    private StateTree<StateHasher> _tree = null!;
    private KeyChange[] _batch = [];

    /// <summary>Keys changed by one update.</summary>
    [Params(1_000, 10_000)]
    public int Keys { get; set; }

    /// <summary>Builds the base and the batch.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _tree = new StateTree<StateHasher>(new NoNodes(), null).Update(Changes(0, BaseKeys), 1, []);
        _batch = Changes(BaseKeys - (Keys / 2), Keys);
    }

    /// <summary>The new root, with the list of replaced nodes.</summary>
    [Benchmark]
    public Hash256 Update() => _tree.Update(_batch, 2, []).Root;

    private static KeyChange[] Changes(int first, int count) =>
    [
        .. Enumerable.Range(first, count)
            .Select(index => new KeyChange(HashOf(index), HashOf(index + count)))
            .OrderBy(change => change.Key),
    ];

    private static Hash256 HashOf(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return new Hash256(SHA256.HashData(bytes));
    }

    private sealed class NoNodes : INodeSource
    {
        public bool TryReadNode(ReadOnlySpan<byte> storeKey, out byte[] bytes)
        {
            bytes = [];
            return false;
        }
    }
}
