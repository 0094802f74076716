using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>The state that a difference starts from.</summary>
/// <param name="Epoch">Epoch of its block.</param>
/// <param name="Height">Height of its block.</param>
/// <param name="StateRoot">Its root.</param>
public sealed record SnapshotBase(uint Epoch, ulong Height, Hash256 StateRoot) : IAceValue<SnapshotBase>
{
    /// <inheritdoc/>
    public static SnapshotBase Decode(ref AceReader reader) => new(reader.U32(), reader.U64(), reader.Hash());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U64(Height);
        writer.Hash(StateRoot);
    }
}
