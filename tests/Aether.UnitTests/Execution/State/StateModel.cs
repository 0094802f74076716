using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.State;

/// <summary>A state by definition: a dictionary, whose root is computed from nothing each time.</summary>
internal sealed class StateModel
{
    private readonly SortedDictionary<Hash256, byte[]> _values;

    public StateModel() => _values = [];

    private StateModel(StateModel other) => _values = new SortedDictionary<Hash256, byte[]>(other._values);

    public IReadOnlyDictionary<Hash256, byte[]> Values => _values;

    public Hash256 Root => NaiveTree.Root(_values);

    public StateModel Clone() => new(this);

    /// <summary>Random changes of existing and new keys, applied here and given as a set.</summary>
    public ChangeSet Change(Random random, int count, int keySpace, int keyBits = 256)
    {
        ChangeSetBuilder builder = new();
        for (int index = 0; index < count; index++)
        {
            Hash256 key = Key(random.Next(keySpace), keyBits);
            if (random.Next(3) == 0)
            {
                _values.Remove(key);
                builder.Remove(key);
                continue;
            }
            byte[] value = new byte[random.Next(20) == 0 ? random.Next(700) : random.Next(130)];
            random.NextBytes(value);
            _values[key] = value;
            builder.Add(key, value);
        }
        return builder.Build();
    }

    /// <summary>Keys that are digests, or that share all bits but the last few.</summary>
    public static Hash256 Key(int number, int keyBits)
    {
        if (keyBits == 256)
        {
            return TestLedger.Hash(number);
        }
        byte[] key = new byte[Hash256.Bytes];
        key[31] = (byte)(number & ((1 << keyBits) - 1));
        return new Hash256(key);
    }

    /// <summary>Root, reads, order and proofs of a state are this model's.</summary>
    public void Check(BlockState state, Random random, int keySpace, int keyBits = 256)
    {
        Assert.Equal(Root, state.Root);
        for (int probe = 0; probe < 20; probe++)
        {
            Hash256 key = Key(random.Next(2 * keySpace), keyBits);
            bool held = _values.TryGetValue(key, out byte[]? expected);
            Assert.Equal(held, state.TryGet(key, out byte[] value));
            Assert.Equal(expected ?? [], value);
            SparseMerkleProof proof = state.Prove(key);
            Assert.True(held
                ? SparseMerkle.VerifyInclusion(state.Root, key, value, proof)
                : SparseMerkle.VerifyExclusion(state.Root, key, proof));
        }
    }

    /// <summary>All values of a state, from a key on, are this model's.</summary>
    public void CheckOrder(BlockState state, Hash256 from)
    {
        using ValueCursor cursor = state.Enumerate(from);
        foreach ((Hash256 key, byte[] value) in _values)
        {
            if (key < from)
            {
                continue;
            }
            Assert.True(cursor.MoveNext());
            Assert.Equal(key, cursor.Key);
            Assert.Equal(value, cursor.Value.ToArray());
            Assert.Equal(StateHasher.HashValue(value), cursor.ValueHash);
        }
        Assert.False(cursor.MoveNext());
    }
}
