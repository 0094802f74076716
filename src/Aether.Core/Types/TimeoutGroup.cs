using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>The signers of a timeout certificate that reported the same highest QC view.</summary>
public sealed record TimeoutGroup(ulong HighView, byte[] Bitmap) : IAceValue<TimeoutGroup>
{
    /// <summary>Smallest encoded size.</summary>
    public const int MinEncodedBytes = 8 + 4;

    /// <inheritdoc/>
    public static TimeoutGroup Decode(ref AceReader reader) =>
        new(reader.U64(), reader.Bytes(Limits.Consensus.MaxBitmapBytes));

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(HighView);
        writer.Bytes(Bitmap);
    }
}
