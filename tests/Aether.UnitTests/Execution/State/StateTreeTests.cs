using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.TestKit;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class StateTreeTests
{
    private static readonly NoStore s_noStore = new();

    [Fact]
    public void Root_PublishedJellyfishVectors_AreReproduced()
    {
        foreach (System.Text.Json.JsonElement vector in
            Vectors.ReadJson("jmt/sha2_256_vectors.json").GetProperty("vectors").EnumerateArray())
        {
            SortedDictionary<Hash256, Hash256> leaves = [];
            foreach (System.Text.Json.JsonElement item in vector.GetProperty("data").EnumerateArray())
            {
                Hash256 key = new(SHA256.HashData(HexText.Get(item, "key")));
                leaves[key] = JellyfishHasher.HashValue(HexText.Get(item, "value"));
            }
            KeyChange[] changes = [.. leaves.Select(leaf => new KeyChange(leaf.Key, leaf.Value))];
            StateTree<JellyfishHasher> tree = new StateTree<JellyfishHasher>(s_noStore, null).Update(changes, 1, []);
            Assert.Equal(HexText.Get(vector, "expected_root"), tree.Root.ToArray());
        }
    }

    [Fact]
    public void Update_RandomHistories_EqualTheNaiveTreeAndEveryProofVerifies()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            RunHistory(new Random(seed), keyBits: seed % 3 == 0 ? 6 : 256);
        }
    }

    [Fact]
    public void Update_DeletingWhatWasAdded_RestoresTheRoot()
    {
        Random random = new(7);
        StateTree<StateHasher> before = Apply(Empty(), Draw(random, 200, 256));
        List<KeyChange> added = Draw(random, 100, 256);
        StateTree<StateHasher> after = Apply(Apply(before, added), [.. added.Select(c => c with { ValueHash = null })]);
        Assert.Equal(before.Root, after.Root);
    }

    [Fact]
    public void Update_AnyOrderAndGrouping_GivesOneRoot()
    {
        Random random = new(8);
        List<KeyChange> all = Draw(random, 300, 256);
        Hash256 once = Apply(Empty(), all).Root;
        KeyChange[] shuffled = [.. all];
        random.Shuffle(shuffled);
        StateTree<StateHasher> tree = Empty();
        foreach (KeyChange[] part in shuffled.Chunk(17))
        {
            tree = Apply(tree, [.. part]);
        }
        Assert.Equal(once, tree.Root);
    }

    [Fact]
    public void Update_KeysThatShareAllButTheLastBit_Work()
    {
        byte[] low = new byte[32];
        byte[] high = new byte[32];
        high[31] = 1;
        KeyChange first = new(new Hash256(low), StateHasher.HashValue([1]));
        KeyChange second = new(new Hash256(high), StateHasher.HashValue([2]));
        StateTree<StateHasher> tree = Apply(Empty(), [first, second]);
        SparseMerkleProof proof = tree.Prove(second.Key);
        Assert.Equal(256, proof.Depth);
        Assert.True(SparseMerkle.VerifyInclusion(tree.Root, second.Key, [2], proof));
        Assert.Equal(Apply(Empty(), [first]).Root, Apply(tree, [second with { ValueHash = null }]).Root);
    }

    private static void RunHistory(Random random, int keyBits)
    {
        SortedDictionary<Hash256, Hash256> model = [];
        StateTree<StateHasher> tree = Empty();
        for (int block = 0; block < 12; block++)
        {
            List<KeyChange> changes = Draw(random, random.Next(0, 20), keyBits);
            foreach (Hash256 key in model.Keys.ToArray())
            {
                if (random.Next(4) == 0 && changes.All(change => change.Key != key))
                {
                    changes.Add(new KeyChange(key, null));
                }
            }
            tree = Apply(tree, changes);
            foreach (KeyChange change in changes)
            {
                if (change.ValueHash is { } hash)
                {
                    model[change.Key] = hash;
                }
                else
                {
                    model.Remove(change.Key);
                }
            }
            Assert.Equal(NaiveRoot([.. model], 0), tree.Root);
            CheckProofs(tree, model, Draw(random, 5, keyBits));
        }
    }

    private static void CheckProofs(
        StateTree<StateHasher> tree, SortedDictionary<Hash256, Hash256> model, List<KeyChange> probes)
    {
        foreach (Hash256 key in model.Keys.Concat(probes.Select(probe => probe.Key)))
        {
            SparseMerkleProof proof = tree.Prove(key);
            bool held = model.ContainsKey(key);
            Assert.Equal(held, proof.TerminalKey == key);
            Assert.Equal(!held, SparseMerkle.VerifyExclusion(tree.Root, key, proof));
        }
    }

    // The definition: no leaf is empty, one leaf is itself, more split by the next bit.
    private static Hash256 NaiveRoot(KeyValuePair<Hash256, Hash256>[] leaves, int depth)
    {
        if (leaves.Length == 0)
        {
            return Hash256.Zero;
        }
        if (leaves.Length == 1)
        {
            return StateHasher.HashLeaf(leaves[0].Key, leaves[0].Value);
        }
        return StateHasher.HashNode(
            NaiveRoot([.. leaves.Where(leaf => !SparseMerkle.BitAt(leaf.Key, depth))], depth + 1),
            NaiveRoot([.. leaves.Where(leaf => SparseMerkle.BitAt(leaf.Key, depth))], depth + 1));
    }

    private static StateTree<StateHasher> Empty() => new(s_noStore, null);

    private static StateTree<StateHasher> Apply(StateTree<StateHasher> tree, List<KeyChange> changes)
    {
        KeyChange[] sorted = [.. changes.OrderBy(change => change.Key)];
        return tree.Update(sorted, tree.RootVersion + 1, []);
    }

    // Keys with few random bits collide in long prefixes.
    private static List<KeyChange> Draw(Random random, int count, int keyBits)
    {
        SortedDictionary<Hash256, KeyChange> drawn = [];
        for (int index = 0; index < count; index++)
        {
            byte[] key = new byte[32];
            random.NextBytes(key);
            if (keyBits < 8)
            {
                key.AsSpan(0, 31).Clear();
                key[31] &= (byte)((1 << keyBits) - 1);
            }
            byte[] value = new byte[random.Next(1, 40)];
            random.NextBytes(value);
            drawn[new Hash256(key)] = new KeyChange(new Hash256(key), StateHasher.HashValue(value));
        }
        return [.. drawn.Values];
    }

    private sealed class NoStore : INodeSource
    {
        public bool TryReadNode(ReadOnlySpan<byte> storeKey, out byte[] bytes)
        {
            bytes = [];
            return false;
        }
    }

    private readonly struct JellyfishHasher : ISparseMerkleHasher
    {
        public static Hash256 Empty => new("SPARSE_MERKLE_PLACEHOLDER_HASH__"u8);

        public static Hash256 HashValue(ReadOnlySpan<byte> value) => new(SHA256.HashData(value));

        public static Hash256 HashLeaf(Hash256 key, Hash256 valueHash) =>
            new(SHA256.HashData([.. "JMT::LeafNode"u8, .. key.Span, .. valueHash.Span]));

        public static Hash256 HashNode(Hash256 left, Hash256 right) =>
            new(SHA256.HashData([.. "JMT::IntrnalNode"u8, .. left.Span, .. right.Span]));
    }
}
