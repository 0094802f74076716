using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>One validator gives up on a view and reports its highest QC.</summary>
/// <param name="Epoch">Epoch of the view.</param>
/// <param name="View">The view given up.</param>
/// <param name="HighView">View of <paramref name="HighCertificate"/>; signed.</param>
/// <param name="Voter">Index in the epoch's set.</param>
/// <param name="Signature">Over <see cref="SigningMessages.WriteTimeout"/>.</param>
/// <param name="HighCertificate">The highest QC the signer knows.</param>
/// <param name="Entry">What let the signer enter the view, so that others can follow.</param>
public sealed record TimeoutVote(
    uint Epoch,
    ulong View,
    ulong HighView,
    ushort Voter,
    BlsSignature Signature,
    QuorumCertificate HighCertificate,
    EntryCertificate Entry) : IAceValue<TimeoutVote>
{
    /// <inheritdoc/>
    public static TimeoutVote Decode(ref AceReader reader)
    {
        uint epoch = reader.U32();
        ulong view = reader.U64();
        ulong highView = reader.U64();
        ushort voter = reader.U16();
        BlsSignature signature = Vote.DecodeSignature(ref reader);
        QuorumCertificate high = QuorumCertificate.Decode(ref reader);
        reader.Require(high.View == highView);
        return new TimeoutVote(epoch, view, highView, voter, signature, high, EntryCertificate.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U64(View);
        writer.U64(HighView);
        writer.U16(Voter);
        writer.Fixed(Signature.Span);
        HighCertificate.Encode(writer);
        Entry.Encode(writer);
    }
}
