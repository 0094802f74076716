using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleMultiTests
{
    private static readonly Hash256 s_value = StateHasher.HashValue([1]);

    [Fact]
    public void Verify_AnyKeysOfAnyTree_HoldInEveryVariant()
    {
        Random random = new(11);
        LaneVariant[] variants = [.. Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported)];
        for (int round = 0; round < 80; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 60), random.Next(1, 20));
            foreach (LaneVariant variant in variants)
            {
                Assert.True(SparseMerkleMulti.TryComputeRoot(
                    variant, statement.Keys, statement.ValueHashes, statement.Proof, out Hash256 root));
                Assert.Equal(statement.Root, root);
            }
        }
    }

    [Fact]
    public void Verify_EveryBitOfAProof_IsSignificant()
    {
        Random random = new(12);
        for (int round = 0; round < ProofTrees.MutatedProofs; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 20), random.Next(1, 5));
            byte[] bytes = Ace.Encode(statement.Proof);
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                bool accepted = Ace.TryDecode(bytes, out SparseMerkleMultiProof changed, out DecodeError _)
                    && statement.Accepts(changed);
                Assert.False(accepted, $"round {round}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Verify_ClaimsChanged_AreRefused()
    {
        Random random = new(13);
        for (int round = 0; round < 100; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(1, 40), random.Next(2, 10));
            int at = random.Next(statement.Keys.Length);
            Hash256[] values = [.. statement.ValueHashes];
            values[at] = s_value;
            Assert.False((statement with { ValueHashes = values }).Holds(), "another value");
            values[at] = statement.ValueHashes[at].IsZero ? s_value : Hash256.Zero;
            Assert.False((statement with { ValueHashes = values }).Holds(), "absent for present");
        }
    }

    [Fact]
    public void Verify_OtherKeys_AreBelievedOnlyWhenTrue()
    {
        Random random = new(14);
        int accepted = 0;
        for (int round = 0; round < 400; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 12), random.Next(1, 4));
            Hash256[] keys = [.. statement.Keys];
            keys[random.Next(keys.Length)] = ProofTrees.Probe(random, statement.Leaves);
            Statement changed = statement with { Keys = keys };
            if (changed.Holds())
            {
                accepted++;
                Assert.Equal(changed.TrueValueHashes(), changed.ValueHashes);
            }
        }
        Assert.True(accepted > 0);
    }

    [Fact]
    public void Verify_EmptyTree_HasNothingAnywhere()
    {
        Statement statement = Statement.Of([], [Hash256.Zero, ProofTrees.Greatest]);
        Assert.True(statement.Root.IsZero);
        Assert.True(statement.Holds());
        Assert.Equal([0], statement.Proof.Shape);
    }

    [Fact]
    public void Verify_SingleKey_AgreesWithSingleProofs()
    {
        Random random = new(15);
        for (int round = 0; round < 60; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 30), 1);
            Assert.True(statement.Holds());
            Assert.True(statement.Proof.Leaves.Length <= 1);
            Assert.False(SparseMerkleMulti.Verify(statement.Root, [], [], statement.Proof));
        }
    }

    [Fact]
    public void Verify_KeysOutOfOrderOrTooMany_AreRefused()
    {
        Statement statement = Statement.Draw(new Random(16), 30, 4);
        Hash256[] keys = [.. statement.Keys.Reverse()];
        Assert.False((statement with { Keys = keys }).Holds());
        Assert.False((statement with { ValueHashes = statement.ValueHashes[1..] }).Holds());
        Hash256[] many = new Hash256[Limits.Proof.MaxKeys + 1];
        Assert.False(SparseMerkleMulti.Verify(statement.Root, many, many, statement.Proof));
    }

    [Fact]
    public void Verify_ShapeDeeperThanTheKeys_IsRefused()
    {
        // Inner nodes all the way down, beside empty siblings.
        byte[] shape = [.. Enumerable.Repeat((byte)0xaa, 4_096)];
        SparseMerkleMultiProof proof = new(shape, [], []);
        Assert.False(SparseMerkleMulti.Verify(s_value, [Hash256.Zero], [s_value], proof));
        Assert.False(SparseMerkleMulti.Verify(s_value, [ProofTrees.Greatest], [s_value], proof));
    }

    private sealed record Statement(
        Hash256 Root,
        SortedDictionary<Hash256, Hash256> Leaves,
        Hash256[] Keys,
        Hash256[] ValueHashes,
        SparseMerkleMultiProof Proof)
    {
        public static Statement Draw(Random random, int count, int keys)
        {
            SortedDictionary<Hash256, Hash256> leaves = ProofTrees.Draw(random, count);
            return Of(leaves, [.. Enumerable.Range(0, keys).Select(_ => ProofTrees.Probe(random, leaves))]);
        }

        public static Statement Of(SortedDictionary<Hash256, Hash256> leaves, Hash256[] probes)
        {
            NaiveProofSource source = ProofTrees.Source(leaves);
            Hash256[] keys = [.. probes.Distinct().Order()];
            return new Statement(
                source.Root,
                leaves,
                keys,
                [.. keys.Select(key => leaves.GetValueOrDefault(key))],
                SparseMerkleMultiBuilder.Prove(source, keys));
        }

        public bool Holds() => Accepts(Proof);

        public bool Accepts(SparseMerkleMultiProof proof) =>
            SparseMerkleMulti.Verify(Root, Keys, ValueHashes, proof);

        public Hash256[] TrueValueHashes() => [.. Keys.Select(key => Leaves.GetValueOrDefault(key))];
    }
}
