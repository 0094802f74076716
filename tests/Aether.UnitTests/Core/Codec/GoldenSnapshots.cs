using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.UnitTests.Core.Codec;

/// <summary>The proofs and parts of snapshots behind golden.json. Every field has bytes of its own.</summary>
internal static class GoldenSnapshots
{
    private static readonly SparseMerkleLeaf s_leaf = new(Hash(0xE0), Hash(0xE1));

    private static readonly SparseMerkleBoundary s_boundary = new(3, Hash(0xE2));

    private static readonly SparseMerkleRangeProof s_range = new(
        [s_boundary, new(255, Hash(0xE3))], s_leaf, null, [new(0, Hash(0xE4))]);

    private static readonly SparseMerkleMultiProof s_multi = new([0xE6, 0x01], [Hash(0xE5)], [s_leaf]);

    private static readonly StateItems s_items = new(
        [Hash(1), Hash(2), Hash(3)], [2, uint.MaxValue, 1], [0xAA, 0xBB, 0xCC]);

    private static readonly StateItems s_plain = new([Hash(2)], [2], [0xAA, 0xBB]);

    private static readonly SnapshotBase s_base = new(2, 300, Hash(0xE6));

    private static readonly SnapshotPart s_part = new(Hash256.Zero, Hash(4), Hash(0xEA), 4096);

    private static readonly SnapshotPart s_lastPart = new(
        KeyOrder.Next(Hash(4)), KeyOrder.Greatest, Hash(0xEB), 4 * 1024 * 1024);

    private static readonly SnapshotManifest s_manifest = new(
        Hash(0xE7), 3, 400, 500, Hash(0xE8), Hash(0xE9), null, [s_part, s_lastPart]);

    /// <summary>The canonical bytes of a value; null when the name is of none of these.</summary>
    public static byte[]? TryEncode(string name) => name switch
    {
        "state leaf" => Ace.Encode(s_leaf),
        "range boundary" => Ace.Encode(s_boundary),
        "range proof" => Ace.Encode(s_range),
        "range proof of the empty tree" => Ace.Encode(new SparseMerkleRangeProof([], null, null, [])),
        "multi proof" => Ace.Encode(s_multi),
        "state items" => Ace.Encode(s_items),
        "snapshot chunk" => Ace.Encode(new SnapshotChunk(Hash256.Zero, Hash(4), s_plain, s_range)),
        "snapshot difference" => Ace.Encode(new SnapshotDifference(s_items, s_multi)),
        "snapshot base" => Ace.Encode(s_base),
        "snapshot part" => Ace.Encode(s_part),
        "snapshot manifest" => Ace.Encode(s_manifest),
        "difference manifest" => Ace.Encode(s_manifest with
        {
            Base = s_base,
            Parts = [new SnapshotPart(Hash(1), Hash(3), Hash(0xEC), 100)],
        }),
        _ => null,
    };

    private static Hash256 Hash(byte value) => new([.. Enumerable.Repeat(value, Hash256.Bytes)]);
}
