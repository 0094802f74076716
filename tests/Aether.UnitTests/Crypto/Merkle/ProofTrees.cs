using System.Globalization;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Ledger;

namespace Aether.UnitTests.Crypto.Merkle;

/// <summary>Small trees for tests of proofs: even ones, and ones whose keys share long prefixes.</summary>
internal static class ProofTrees
{
    /// <summary>The largest key.</summary>
    public static Hash256 Greatest { get; } = new([.. Enumerable.Repeat((byte)0xff, Hash256.Bytes)]);

    /// <summary>How many proofs the tests mutate: AETHER_PROOFS, else enough for every build.</summary>
    public static int MutatedProofs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AETHER_PROOFS"), CultureInfo.InvariantCulture, out int count)
            ? count
            : 100;

    /// <summary>Keys with value hashes, ascending.</summary>
    public static SortedDictionary<Hash256, Hash256> Draw(Random random, int count)
    {
        SortedDictionary<Hash256, Hash256> leaves = [];
        int shared = random.Next(4) switch
        {
            0 => 0,
            1 => random.Next(31),
            2 => 31,
            _ => 0,
        };
        for (int index = 0; index < count; index++)
        {
            leaves[Key(random, shared)] = StateHasher.HashValue(BitConverter.GetBytes(random.Next()));
        }
        return leaves;
    }

    /// <summary>A key near others: its first bytes are few.</summary>
    public static Hash256 Key(Random random, int shared)
    {
        byte[] key = new byte[Hash256.Bytes];
        random.NextBytes(key.AsSpan(shared));
        if (shared > 0 && random.Next(3) == 0)
        {
            key[random.Next(shared)] = (byte)(1 << random.Next(8));
        }
        return new Hash256(key);
    }

    /// <summary>A key that is in the tree, or beside one that is, or anywhere.</summary>
    public static Hash256 Probe(Random random, SortedDictionary<Hash256, Hash256> leaves)
    {
        int kind = random.Next(8);
        if (kind == 0)
        {
            return Hash256.Zero;
        }
        if (kind == 1)
        {
            return Greatest;
        }
        if (kind == 2 || leaves.Count == 0)
        {
            return Key(random, 0);
        }
        byte[] near = leaves.Keys.ElementAt(random.Next(leaves.Count)).ToArray();
        if (kind < 6)
        {
            near[random.Next(2) == 0 ? 31 : random.Next(32)] ^= (byte)(1 << random.Next(8));
        }
        return new Hash256(near);
    }

    /// <summary>The tree by definition.</summary>
    public static NaiveProofSource Source(SortedDictionary<Hash256, Hash256> leaves) => new(leaves);
}
