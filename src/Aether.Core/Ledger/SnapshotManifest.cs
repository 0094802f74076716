using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>A snapshot of the state after a final block, or the difference to an earlier one.</summary>
/// <remarks>
/// Two nodes make the same bytes. The parts of a snapshot cover all keys without gap or overlap; those of a difference
/// ascend.
/// </remarks>
/// <param name="GenesisHash">Chain.</param>
/// <param name="Epoch">Epoch of the block, which closes it unless the snapshot was asked for.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="View">View of the block.</param>
/// <param name="BlockHash">Hash of the block.</param>
/// <param name="StateRoot">Root of the state after the block.</param>
/// <param name="Base">What a difference starts from; null for a snapshot of everything.</param>
/// <param name="Parts">The chunks in order of keys.</param>
public sealed record SnapshotManifest(
    Hash256 GenesisHash,
    uint Epoch,
    ulong Height,
    ulong View,
    Hash256 BlockHash,
    Hash256 StateRoot,
    SnapshotBase? Base,
    SnapshotPart[] Parts)
    : IAceValue<SnapshotManifest>
{
    /// <summary>First byte of the encoded form.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of all chunks together.</summary>
    public long TotalBytes => Parts.Sum(part => (long)part.Bytes);

    /// <inheritdoc/>
    public static SnapshotManifest Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Version, DecodeError.BadTag);
        SnapshotManifest manifest = new(
            reader.Hash(),
            reader.U32(),
            reader.U64(),
            reader.U64(),
            reader.Hash(),
            reader.Hash(),
            reader.Option<SnapshotBase>(),
            reader.List<SnapshotPart>(Limits.Snapshot.MaxChunks, SnapshotPart.EncodedBytes));
        reader.Require(reader.Failed || manifest.IsOrdered());
        return manifest;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Version);
        writer.Hash(GenesisHash);
        writer.U32(Epoch);
        writer.U64(Height);
        writer.U64(View);
        writer.Hash(BlockHash);
        writer.Hash(StateRoot);
        writer.Option(Base);
        writer.List<SnapshotPart>(Parts);
    }

    // A snapshot: from the least key to the greatest, each range right after the one before. A difference: ascending,
    // from an earlier block.
    private bool IsOrdered()
    {
        for (int index = 1; index < Parts.Length; index++)
        {
            bool fits = Base is null
                ? KeyOrder.IsNext(Parts[index - 1].Last, Parts[index].First)
                : Parts[index - 1].Last < Parts[index].First;
            if (!fits)
            {
                return false;
            }
        }
        return Base is not null
            ? Base.Height < Height && Base.Epoch <= Epoch
            : Parts.Length > 0 && Parts[0].First.IsZero && Parts[^1].Last == KeyOrder.Greatest;
    }
}
