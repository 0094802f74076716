using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// A path of the state tree: which levels have a non-empty sibling, those siblings, and what ends the path.
/// </summary>
/// <param name="Depth">Levels from the root to the terminal, 0 to 256.</param>
/// <param name="SiblingMask">
/// <c>ceil(Depth/8)</c> bytes; bit i (byte i/8, bit i%8, least significant first) belongs to the sibling at depth i+1
/// and is set when it is not empty; bits from <paramref name="Depth"/> on are zero.
/// </param>
/// <param name="Siblings">The non-empty siblings, deepest first.</param>
/// <param name="TerminalKey">Key of the leaf that ends the path, or null when an empty subtree ends it.</param>
/// <param name="TerminalValueHash">Value hash of that leaf; zero when there is none.</param>
public sealed record SparseMerkleProof(
    ushort Depth,
    byte[] SiblingMask,
    Hash256[] Siblings,
    Hash256? TerminalKey,
    Hash256 TerminalValueHash) : IAceValue<SparseMerkleProof>
{
    /// <inheritdoc/>
    public static SparseMerkleProof Decode(ref AceReader reader)
    {
        ushort depth = reader.U16();
        reader.Require(depth <= Limits.State.TreeDepth, DecodeError.OverLimit);
        byte[] mask = reader.Failed ? [] : reader.Fixed((depth + 7) / 8).ToArray();
        Hash256[] siblings = new Hash256[reader.Count(Limits.State.TreeDepth, Hash256.Bytes)];
        for (int index = 0; index < siblings.Length; index++)
        {
            siblings[index] = reader.Hash();
        }
        Hash256? key = reader.Bool() ? reader.Hash() : null;
        Hash256 valueHash = key is null ? Hash256.Zero : reader.Hash();
        SparseMerkleProof proof = new(depth, mask, siblings, key, valueHash);
        reader.Require(reader.Failed || proof.HasCanonicalMask());
        return proof;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U16(Depth);
        writer.Fixed(SiblingMask);
        writer.Length(Siblings.Length);
        foreach (Hash256 sibling in Siblings)
        {
            writer.Hash(sibling);
        }
        writer.Bool(TerminalKey.HasValue);
        if (TerminalKey is { } key)
        {
            writer.Hash(key);
            writer.Hash(TerminalValueHash);
        }
    }

    /// <summary>True when the mask has the right length, no bit beyond the depth, and one bit per sibling.</summary>
    public bool HasCanonicalMask()
    {
        if (Depth > Limits.State.TreeDepth || SiblingMask.Length != (Depth + 7) / 8)
        {
            return false;
        }
        int bits = 0;
        foreach (byte part in SiblingMask)
        {
            bits += System.Numerics.BitOperations.PopCount(part);
        }
        bool clean = Depth % 8 == 0 || SiblingMask[^1] >> (Depth % 8) == 0;
        return clean && bits == Siblings.Length;
    }
}
