using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>Random proofs and parts of snapshots with a valid form, true or not.</summary>
public static class SnapshotGenerator
{
    /// <summary>A leaf.</summary>
    public static SparseMerkleLeaf Leaf(SeededRandom random) => new(random.Hash(), random.Hash());

    /// <summary>A sibling of a range.</summary>
    public static SparseMerkleBoundary Boundary(SeededRandom random) => new(random.U8(), random.Hash());

    /// <summary>A range proof.</summary>
    public static SparseMerkleRangeProof RangeProof(SeededRandom random, int size) => new(
        Side(random, size),
        random.OneIn(2) ? Leaf(random) : null,
        random.OneIn(2) ? Leaf(random) : null,
        Side(random, size));

    /// <summary>A proof of many keys.</summary>
    public static SparseMerkleMultiProof MultiProof(SeededRandom random, int size) => new(
        random.Bytes(random.Length(size)),
        random.Array(random.Length(size), static r => r.Hash()),
        random.Array(random.Length(size), Leaf));

    /// <summary>Items, some of them removed when asked.</summary>
    public static StateItems Items(SeededRandom random, int size, bool removals)
    {
        SortedDictionary<Hash256, byte[]?> items = [];
        for (int index = random.Length(size); index > 0; index--)
        {
            items[random.Hash()] = removals && random.OneIn(3) ? null : random.Bytes(random.Below(40));
        }
        return StateItems.Of(items);
    }

    /// <summary>A chunk.</summary>
    public static SnapshotChunk Chunk(SeededRandom random, int size) =>
        new(random.Hash(), random.Hash(), Items(random, size, removals: false), RangeProof(random, size));

    /// <summary>A chunk of a difference.</summary>
    public static SnapshotDifference Difference(SeededRandom random, int size) =>
        new(Items(random, size, removals: true), MultiProof(random, size));

    /// <summary>What a difference starts from.</summary>
    public static SnapshotBase Base(SeededRandom random) => new(random.U32(), random.U64(), random.Hash());

    /// <summary>A part.</summary>
    public static SnapshotPart Part(SeededRandom random)
    {
        Hash256 first = random.Hash();
        Hash256 last = random.Hash();
        uint bytes = (uint)random.Below(1 << 20);
        return first < last
            ? new SnapshotPart(first, last, random.Hash(), bytes)
            : new SnapshotPart(last, first, random.Hash(), bytes);
    }

    /// <summary>A manifest.</summary>
    public static SnapshotManifest Manifest(SeededRandom random, int size)
    {
        bool whole = random.OneIn(2);
        SnapshotBase? start = whole ? null : Base(random) with { Epoch = 7, Height = 30 };
        SnapshotPart[] parts = whole ? Tiles(random, size) : Gaps(random, size);
        return new SnapshotManifest(
            random.Hash(), 8 + (uint)random.Below(9), 31, random.U64(), random.Hash(), random.Hash(), start, parts);
    }

    private static SparseMerkleBoundary[] Side(SeededRandom random, int size)
    {
        SortedSet<byte> levels = [.. random.Array(random.Length(size), static r => r.U8())];
        return [.. levels.Select(level => new SparseMerkleBoundary(level, NotZero(random)))];
    }

    private static Hash256 NotZero(SeededRandom random)
    {
        Hash256 hash = random.Hash();
        return hash.IsZero ? KeyOrder.Greatest : hash;
    }

    private static SnapshotPart[] Tiles(SeededRandom random, int size)
    {
        SortedSet<Hash256> ends = [.. random.Array(random.Length(size), static r => r.Hash())];
        ends.Add(KeyOrder.Greatest);
        List<SnapshotPart> parts = [];
        Hash256 first = Hash256.Zero;
        foreach (Hash256 last in ends)
        {
            parts.Add(new SnapshotPart(first, last, random.Hash(), (uint)random.Below(99)));
            first = last == KeyOrder.Greatest ? last : KeyOrder.Next(last);
        }
        return [.. parts];
    }

    private static SnapshotPart[] Gaps(SeededRandom random, int size)
    {
        SortedSet<Hash256> keys = [.. random.Array(random.Length(size), static r => r.Hash())];
        return [.. keys.Select(key => new SnapshotPart(key, key, random.Hash(), (uint)random.Below(99)))];
    }
}
