using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Timeouts of one view from more than two thirds of the stake, grouped by the QC view each signer reported.
/// </summary>
/// <remarks>
/// <b>Consensus</b>: groups strictly ascending by view; the highest equals the view of
/// <paramref name="HighCertificate"/>.
/// </remarks>
public sealed record TimeoutCertificate(
    uint Epoch, ulong View, TimeoutGroup[] Groups, BlsSignature Signature, QuorumCertificate HighCertificate)
    : IAceValue<TimeoutCertificate>
{
    /// <summary>The highest reported QC view: the floor for the next proposal's justification.</summary>
    public ulong HighView => HighCertificate.View;

    /// <inheritdoc/>
    public static TimeoutCertificate Decode(ref AceReader reader)
    {
        uint epoch = reader.U32();
        ulong view = reader.U64();
        TimeoutGroup[] groups = reader.List<TimeoutGroup>(
            Limits.Consensus.MaxTimeoutGroups, TimeoutGroup.MinEncodedBytes);
        reader.Require(reader.Failed || groups.Length > 0);
        for (int index = 1; index < groups.Length; index++)
        {
            reader.Require(groups[index - 1].HighView < groups[index].HighView, DecodeError.NotSorted);
        }
        BlsSignature signature = Vote.DecodeSignature(ref reader);
        QuorumCertificate high = QuorumCertificate.Decode(ref reader);
        reader.Require(reader.Failed || groups[^1].HighView == high.View);
        return new TimeoutCertificate(epoch, view, groups, signature, high);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U64(View);
        writer.List<TimeoutGroup>(Groups);
        writer.Fixed(Signature.Span);
        HighCertificate.Encode(writer);
    }
}
