using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>What let a validator enter a view: the QC or the TC of the view before. Exactly one is set.</summary>
public sealed record EntryCertificate(QuorumCertificate? Quorum, TimeoutCertificate? Timeout)
    : IAceValue<EntryCertificate>
{
    /// <summary>The view this certificate lets a validator enter. Saturates instead of wrapping.</summary>
    public ulong EnteredView
    {
        get
        {
            ulong view = Quorum?.View ?? Timeout!.View;
            return view == ulong.MaxValue ? view : view + 1;
        }
    }

    /// <summary>The epoch of the certificate.</summary>
    public uint Epoch => Quorum?.Epoch ?? Timeout!.Epoch;

    /// <inheritdoc/>
    public static EntryCertificate Decode(ref AceReader reader)
    {
        byte tag = reader.U8();
        reader.Require(tag <= 1, DecodeError.BadTag);
        return tag == 0
            ? new EntryCertificate(QuorumCertificate.Decode(ref reader), null)
            : new EntryCertificate(null, TimeoutCertificate.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Quorum is not null ? (byte)0 : (byte)1);
        Quorum?.Encode(writer);
        Timeout?.Encode(writer);
    }
}
