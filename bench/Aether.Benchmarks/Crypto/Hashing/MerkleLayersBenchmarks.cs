using Aether.Core.Types;
using Aether.Crypto.Merkle;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Crypto.Hashing;

/// <summary>Roots of list and state trees level by level and node by node; time per leaf.</summary>
[MemoryDiagnoser]
public class MerkleLayersBenchmarks
{
    private const int Count = 10_000;

    private readonly Hash256[] _leaves = new Hash256[Count];
    private readonly Hash256[] _values = new Hash256[Count];
    private readonly Hash256[] _hashes = new Hash256[Count];
    private readonly Hash256[] _layers = new Hash256[MerkleLayers.NodeCount(Count)];
    private readonly int[] _work = new int[SparseMerkleLayers.WorkInts(Count)];

    [GlobalSetup]
    public void Setup()
    {
        for (int index = 0; index < Count; index++)
            _leaves[index] = StateHasher.HashValue(BitConverter.GetBytes(index));
        Array.Sort(_leaves);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public Hash256 ListNodeByNode()
    {
        _leaves.CopyTo(_hashes, 0);
        int count = Count;
        while (count > 1)
        {
            for (int index = 0; index < count / 2; index++)
                _hashes[index] = MerkleTree.NodeHash(_hashes[2 * index], _hashes[(2 * index) + 1]);
            if ((count & 1) != 0)
                _hashes[count / 2] = _hashes[count - 1];
            count = (count + 1) / 2;
        }

        return _hashes[0];
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Hash256 ListByLevels()
    {
        _leaves.CopyTo(_layers, 0);
        return MerkleLayers.Build(_layers, Count);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Hash256 StateNodeByNode() => Subtree(_leaves, _values, 0);

    [Benchmark(OperationsPerInvoke = Count)]
    public Hash256 StateByLevels() => SparseMerkleLayers.Root(_leaves, _values, _hashes, _work);

    private static Hash256 Subtree(ReadOnlySpan<Hash256> keys, ReadOnlySpan<Hash256> values, int depth)
    {
        if (keys.IsEmpty)
            return StateHasher.Empty;
        if (keys.Length == 1)
            return StateHasher.HashLeaf(keys[0], values[0]);
        int split = 0;
        while (split < keys.Length && !SparseMerkle.BitAt(keys[split], depth))
            split++;
        return StateHasher.HashNode(
            Subtree(keys[..split], values[..split], depth + 1), Subtree(keys[split..], values[split..], depth + 1));
    }
}
