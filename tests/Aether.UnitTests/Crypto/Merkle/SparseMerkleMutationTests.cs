using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

/// <summary>Proofs of single keys, every bit of them flipped.</summary>
public sealed class SparseMerkleMutationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_EveryBitOfAProof_IsSignificant(bool included)
    {
        Random random = new(included ? 21 : 22);
        for (int round = 0; round < ProofTrees.MutatedProofs; round++)
        {
            SortedDictionary<Hash256, Hash256> leaves = ProofTrees.Draw(random, random.Next(included ? 1 : 0, 40));
            byte[] value = [(byte)round, (byte)(round >> 8)];
            Hash256 key = Choose(random, leaves, included);
            if (included)
            {
                leaves[key] = StateHasher.HashValue(value);
            }
            NaiveProofSource source = ProofTrees.Source(leaves);
            Hash256 root = source.Root;
            byte[] bytes = Ace.Encode(Prove(source, key));
            Assert.True(Accepts(root, key, value, bytes, included));
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Accepts(root, key, value, bytes, included), $"round {round}, bit {bit}");
                Assert.False(Accepts(root, key, value, bytes, !included), $"round {round}, bit {bit} for the contrary");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    private static Hash256 Choose(Random random, SortedDictionary<Hash256, Hash256> leaves, bool included)
    {
        if (included)
        {
            return leaves.Keys.ElementAt(random.Next(leaves.Count));
        }
        Hash256 probe = ProofTrees.Probe(random, leaves);
        while (leaves.ContainsKey(probe))
        {
            probe = ProofTrees.Probe(random, leaves);
        }
        return probe;
    }

    private static bool Accepts(Hash256 root, Hash256 key, byte[] value, byte[] bytes, bool included) =>
        Ace.TryDecode(bytes, out SparseMerkleProof proof, out DecodeError _)
        && (included
            ? SparseMerkle.VerifyInclusion(root, key, value, proof)
            : SparseMerkle.VerifyExclusion(root, key, proof));

    private static SparseMerkleProof Prove(NaiveProofSource source, Hash256 key)
    {
        List<Hash256> siblings = [];
        byte[] mask = new byte[Hash256.Bytes];
        int depth = 0;
        ProofNode node = source.Read(key, 0);
        for (; node.Kind == ProofNodeKind.Inner; node = source.Read(key, ++depth))
        {
            Hash256 sibling = SparseMerkle.BitAt(key, depth) ? node.Left : node.Right;
            if (!sibling.IsZero)
            {
                siblings.Insert(0, sibling);
                SignerBitmap.Add(mask, depth);
            }
        }
        bool leaf = node.Kind == ProofNodeKind.Leaf;
        return new SparseMerkleProof(
            (ushort)depth,
            mask[..((depth + 7) / 8)],
            [.. siblings],
            leaf ? node.Key : null,
            leaf ? node.ValueHash : Hash256.Zero);
    }
}
