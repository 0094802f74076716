using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>A chain of random transfers, and every state of it written down as a dictionary.</summary>
internal sealed class PastStates
{
    private readonly SimulationRandom _random;
    private readonly ulong[] _nonces = new ulong[5];

    public PastStates(ulong seed)
    {
        _random = new SimulationRandom(seed, "past");
        using ChainStore chain = TestLedger.Open(new MemoryKeyValueStore());
        Dictionary<Hash256, byte[]> values = [];
        Note(chain, chain.FinalizedState.Changes, values);
    }

    /// <summary>Transactions of each block; block 0 has none.</summary>
    public List<Transaction[]> Blocks { get; } = [];

    /// <summary>Header after each height.</summary>
    public List<Header> Headers { get; } = [];

    /// <summary>Values after each height.</summary>
    public List<Dictionary<Hash256, byte[]>> Values { get; } = [];

    public static PastStates Draw(ulong seed, int blocks)
    {
        PastStates states = new(seed);
        using ChainStore chain = TestLedger.Open(new MemoryKeyValueStore());
        for (int block = 0; block < blocks; block++)
        {
            states.Blocks.Add([.. Enumerable.Range(0, states._random.Below(4)).Select(_ => states.Next())]);
            BlockState after = TestLedger.Commit(chain, states.Blocks[^1]).PostState!;
            states.Note(chain, after.Changes, new Dictionary<Hash256, byte[]>(states.Values[^1]));
        }
        return states;
    }

    /// <summary>Commits block after block until a height.</summary>
    public void Extend(ChainStore chain, int height)
    {
        for (int at = (int)chain.FinalizedHeader.Height; at < height; at++)
        {
            TestLedger.Commit(chain, Blocks[at]);
        }
    }

    /// <summary>Compares what a chain gives for a height, also as a tree.</summary>
    public void Compare(ChainStore chain, int height)
    {
        Assert.True(chain.TryGetStateAt((ulong)height, out IStateReader? past), $"state {height} is not kept");
        foreach (Hash256 key in Values[^1].Keys.Concat(Values[height].Keys))
        {
            Assert.Equal(Values[height].TryGetValue(key, out byte[]? expected), past.TryGet(key, out byte[] value));
            Assert.Equal(expected ?? [], value);
        }
        Assert.True(chain.TryRewind((ulong)height, int.MaxValue, out BlockState? tree, out StatePin? pin));
        using (pin)
        {
            Assert.Equal(Headers[height].StateRoot, tree.Root);
            foreach ((Hash256 key, byte[] value) in Values[height])
            {
                Assert.True(SparseMerkle.VerifyInclusion(tree.Root, key, value, tree.Prove(key)));
                Assert.True(tree.TryGet(key, out byte[] read));
                Assert.Equal(value, read);
            }
        }
    }

    private void Note(ChainStore chain, ChangeSet changes, Dictionary<Hash256, byte[]> values)
    {
        foreach ((Hash256 key, byte[]? value) in changes.ToSorted())
        {
            if (value is null)
            {
                values.Remove(key);
            }
            else
            {
                values[key] = value;
            }
        }
        Headers.Add(chain.FinalizedHeader);
        Values.Add(values);
    }

    private Transaction Next()
    {
        int payer = _random.Below(5);
        ulong nonce = _nonces[payer]++;
        return _random.Below(2) == 0
            ? TestLedger.Transfer(payer, _random.Below(7), nonce, AssetId.Swr, (ulong)_random.Below(1_000) + 1)
            : TestLedger.Withdraw(payer, nonce, [.. Enumerable.Repeat(3UL, _random.Below(3) + 1)]);
    }
}
