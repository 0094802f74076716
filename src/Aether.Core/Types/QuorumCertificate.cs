using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Votes of one kind for one block from more than two thirds of the stake, as one aggregate signature.
/// </summary>
/// <remarks>
/// Prevotes make a QC, precommits a commit certificate (CC). The certificate of genesis has an empty bitmap.
/// </remarks>
public sealed record QuorumCertificate(
    VoteKind Kind, uint Epoch, ulong View, Hash256 BlockHash, byte[] Bitmap, BlsSignature Signature)
    : IAceValue<QuorumCertificate>
{
    /// <summary>True for the certificate of an epoch's root block: no bitmap, zero signature.</summary>
    public bool IsRoot => Bitmap.Length == 0;

    /// <summary>The certificate that stands for the root block of an epoch.</summary>
    public static QuorumCertificate Root(uint epoch, ulong view, Hash256 blockHash) =>
        new(VoteKind.Prevote, epoch, view, blockHash, [], default);

    /// <inheritdoc/>
    public static QuorumCertificate Decode(ref AceReader reader)
    {
        VoteKind kind = Vote.DecodeKind(ref reader);
        uint epoch = reader.U32();
        ulong view = reader.U64();
        Hash256 hash = reader.Hash();
        byte[] bitmap = reader.Bytes(Limits.Consensus.MaxBitmapBytes);
        return new QuorumCertificate(kind, epoch, view, hash, bitmap, Vote.DecodeSignature(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Kind);
        writer.U32(Epoch);
        writer.U64(View);
        writer.Hash(BlockHash);
        writer.Bytes(Bitmap);
        writer.Fixed(Signature.Span);
    }

    /// <summary>Equality of every byte.</summary>
    public bool Equals(QuorumCertificate? other) =>
        other is not null && Kind == other.Kind && Epoch == other.Epoch && View == other.View
        && BlockHash == other.BlockHash && Bitmap.AsSpan().SequenceEqual(other.Bitmap) && Signature == other.Signature;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, View, BlockHash);
}
