using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleRangeTests
{
    private static readonly Hash256 s_value = StateHasher.HashValue([1]);

    [Fact]
    public void Verify_AnyRangeOfAnyTree_HoldsInEveryVariant()
    {
        Random random = new(1);
        LaneVariant[] variants = [.. Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported)];
        for (int round = 0; round < 80; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 60));
            foreach (LaneVariant variant in variants)
            {
                bool formed = SparseMerkleRange.TryComputeRoot(
                    variant,
                    statement.First,
                    statement.Last,
                    statement.Keys,
                    statement.ValueHashes,
                    statement.Proof,
                    out Hash256 root);
                Assert.True(formed);
                Assert.Equal(statement.Root, root);
            }
        }
    }

    [Fact]
    public void Verify_EveryBitOfAProof_IsSignificant()
    {
        Random random = new(2);
        for (int round = 0; round < ProofTrees.MutatedProofs; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 20));
            byte[] bytes = Ace.Encode(statement.Proof);
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                bool accepted = Ace.TryDecode(bytes, out SparseMerkleRangeProof changed, out DecodeError _)
                    && statement.Accepts(changed);
                Assert.False(accepted, $"round {round}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Verify_ItemsChanged_AreRefused()
    {
        Random random = new(3);
        for (int round = 0; round < 60; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(2, 40));
            if (statement.Keys.Length == 0)
            {
                continue;
            }
            int at = random.Next(statement.Keys.Length);
            Assert.False(statement.Without(at).Holds(), "dropped");
            Assert.False(statement.Without(0).Holds(), "dropped at the left boundary");
            Assert.False(statement.Without(statement.Keys.Length - 1).Holds(), "dropped at the right boundary");
            Assert.False(statement.WithValue(at, s_value).Holds(), "altered");
            Assert.False(statement.Swapped(random).Holds(), "reordered");
            Assert.False(statement.WithItem(ProofTrees.Probe(random, statement.Leaves), s_value).Holds(), "inserted");
        }
    }

    [Fact]
    public void Verify_GapAtABoundary_IsRefused()
    {
        // The neighbours outside the range are hidden in the proof of the wider range, or shown in that of the
        // narrower one: neither may pass for the other.
        Random random = new(4);
        for (int round = 0; round < 60; round++)
        {
            SortedDictionary<Hash256, Hash256> leaves = ProofTrees.Draw(random, 12);
            Hash256[] keys = [.. leaves.Keys];
            if (keys.Length < 6)
            {
                continue;
            }
            Statement inner = Statement.Of(leaves, keys[2], keys[^3]);
            Statement outer = Statement.Of(leaves, keys[1], keys[^2]);
            Assert.True(inner.Holds() && outer.Holds());
            Assert.False((inner with { First = keys[1] }).Holds());
            Assert.False((inner with { Last = keys[^2] }).Holds());
            Assert.False((inner with { First = Hash256.Zero, Last = ProofTrees.Greatest }).Holds());
            Assert.False((inner with { Proof = outer.Proof }).Holds());
            Assert.False((outer with { Proof = inner.Proof }).Holds());
            Assert.False(inner.Accepts(inner.Proof with { Right = [], RightLeaf = null }), "nothing after last");
            Assert.False(inner.Accepts(inner.Proof with { Left = [], LeftLeaf = null }), "nothing before first");
        }
    }

    [Fact]
    public void Verify_ChangedBounds_AreBelievedOnlyWhenTrue()
    {
        Random random = new(5);
        int accepted = 0;
        for (int round = 0; round < 250; round++)
        {
            Statement statement = Statement.Draw(random, random.Next(0, 12));
            Statement changed = random.Next(2) == 0
                ? statement with { First = ProofTrees.Probe(random, statement.Leaves) }
                : statement with { Last = ProofTrees.Probe(random, statement.Leaves) };
            if (changed.Holds())
            {
                accepted++;
                Assert.Equal(changed.TrueKeys(), changed.Keys);
            }
        }
        Assert.True(accepted > 0);
    }

    [Fact]
    public void Verify_EmptyTree_HasOneProof()
    {
        Statement statement = Statement.Of([], Hash256.Zero, ProofTrees.Greatest);
        Assert.True(statement.Root.IsZero);
        Assert.True(statement.Holds());
        Assert.Equal(10, Ace.Encode(statement.Proof).Length);
        SparseMerkleLeaf leaf = new(ProofTrees.Greatest, s_value);
        Assert.False((statement with { Last = Hash256.Zero }).Accepts(statement.Proof with { RightLeaf = leaf }));
    }

    [Fact]
    public void Verify_OneLeaf_IsInsideOrBesideTheRange()
    {
        Hash256 key = Hash256.FromHex(new string('5', 64));
        SortedDictionary<Hash256, Hash256> leaves = new() { [key] = s_value };
        Statement whole = Statement.Of(leaves, Hash256.Zero, ProofTrees.Greatest);
        Assert.True(whole.Holds());
        Assert.Equal([key], whole.Keys);
        Statement before = Statement.Of(leaves, Hash256.Zero, Hash256.FromHex(new string('1', 64)));
        Assert.True(before.Holds());
        Assert.Equal(key, before.Proof.RightLeaf?.Key);
        Statement after = Statement.Of(leaves, Hash256.FromHex(new string('6', 64)), ProofTrees.Greatest);
        Assert.True(after.Holds());
        Assert.Equal(key, after.Proof.LeftLeaf?.Key);
    }

    [Fact]
    public void Verify_LeafShownThatEndsNoPath_IsRefused()
    {
        // 00.. and 01.. hang below one node left of the range, which is known by its hash. Shown as a leaf instead, the
        // same tree would have two proofs.
        Hash256 left = Hash256.FromHex("00" + new string('0', 62));
        Hash256 inside = Hash256.FromHex("80" + new string('0', 62));
        SortedDictionary<Hash256, Hash256> leaves = new() { [left] = s_value, [inside] = s_value };
        Statement statement = Statement.Of(leaves, inside, ProofTrees.Greatest);
        Assert.Single(statement.Proof.Left);
        SparseMerkleRangeProof other = statement.Proof with { Left = [], LeftLeaf = new(left, s_value) };
        Assert.True(statement.Holds());
        Assert.False(statement.Accepts(other));
    }

    [Fact]
    public void Verify_ThingsOutOfPlace_AreRefused()
    {
        Statement statement = Statement.Draw(new Random(6), 30);
        SparseMerkleBoundary zero = new(3, Hash256.Zero);
        SparseMerkleBoundary some = new(3, s_value);
        Assert.False(statement.Accepts(statement.Proof with { Left = [zero] }));
        Assert.False(statement.Accepts(statement.Proof with { Right = [some, some] }));
        Assert.False((statement with { First = statement.Last, Last = statement.First }).Holds()
            && statement.First != statement.Last);
        Assert.False((statement with { ValueHashes = [.. statement.ValueHashes, s_value] }).Holds());
        SparseMerkleLeaf within = new(statement.First, s_value);
        Assert.False(statement.Accepts(statement.Proof with { LeftLeaf = within }));
        Assert.False(statement.Accepts(statement.Proof with { RightLeaf = within }));
    }

    private sealed record Statement(
        Hash256 Root,
        SortedDictionary<Hash256, Hash256> Leaves,
        Hash256 First,
        Hash256 Last,
        Hash256[] Keys,
        Hash256[] ValueHashes,
        SparseMerkleRangeProof Proof)
    {
        public static Statement Draw(Random random, int count)
        {
            SortedDictionary<Hash256, Hash256> leaves = ProofTrees.Draw(random, count);
            Hash256 first = ProofTrees.Probe(random, leaves);
            Hash256 last = ProofTrees.Probe(random, leaves);
            return first <= last ? Of(leaves, first, last) : Of(leaves, last, first);
        }

        public static Statement Of(SortedDictionary<Hash256, Hash256> leaves, Hash256 first, Hash256 last)
        {
            NaiveProofSource source = ProofTrees.Source(leaves);
            Hash256[] keys = [.. leaves.Keys.Where(key => key >= first && key <= last)];
            SparseMerkleRangeProof proof = SparseMerkleRangeBuilder.Prove(source, first, last);
            return new Statement(
                source.Root, leaves, first, last, keys, [.. keys.Select(key => leaves[key])], proof);
        }

        public bool Holds() => Accepts(Proof);

        public bool Accepts(SparseMerkleRangeProof proof) =>
            SparseMerkleRange.Verify(Root, First, Last, Keys, ValueHashes, proof);

        public Hash256[] TrueKeys() => [.. Leaves.Keys.Where(key => key >= First && key <= Last)];

        public Statement Without(int index) => this with
        {
            Keys = [.. Keys.Where((_, at) => at != index)],
            ValueHashes = [.. ValueHashes.Where((_, at) => at != index)],
        };

        public Statement WithValue(int index, Hash256 value) => this with
        {
            ValueHashes = [.. ValueHashes.Select((known, at) => at == index ? value : known)],
        };

        public Statement WithItem(Hash256 key, Hash256 value)
        {
            int at = Array.BinarySearch(Keys, key);
            at = at < 0 ? ~at : at;
            return this with
            {
                Keys = [.. Keys[..at], key, .. Keys[at..]],
                ValueHashes = [.. ValueHashes[..at], value, .. ValueHashes[at..]],
            };
        }

        public Statement Swapped(Random random)
        {
            if (Keys.Length < 2)
            {
                return Without(0);
            }
            int at = random.Next(Keys.Length - 1);
            Hash256[] keys = [.. Keys];
            Hash256[] values = [.. ValueHashes];
            (keys[at], keys[at + 1]) = (keys[at + 1], keys[at]);
            (values[at], values[at + 1]) = (values[at + 1], values[at]);
            return this with { Keys = keys, ValueHashes = values };
        }
    }
}
