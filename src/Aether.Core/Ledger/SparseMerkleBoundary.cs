using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>A subtree beside the path to the end of a range, known by its hash.</summary>
/// <param name="Level">Depth of its parent, 0 to 255.</param>
/// <param name="Hash">Its hash, which is not that of an empty subtree.</param>
public readonly record struct SparseMerkleBoundary(byte Level, Hash256 Hash) : IAceValue<SparseMerkleBoundary>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 1 + Hash256.Bytes;

    /// <inheritdoc/>
    public static SparseMerkleBoundary Decode(ref AceReader reader) => new(reader.U8(), reader.Hash());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Level);
        writer.Hash(Hash);
    }
}
