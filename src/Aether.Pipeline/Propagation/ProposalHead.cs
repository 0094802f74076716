using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;

namespace Aether.Pipeline.Propagation;

/// <summary>A proposal whose payload comes as shreds: the signed header, and which shreds they are.</summary>
/// <param name="SignedHeader">The header, as in a whole proposal.</param>
/// <param name="Profile">The erasure code of the sets.</param>
/// <param name="Commitment">Root over the sets.</param>
/// <param name="Signature">By the leader's shred key, over <see cref="Statement"/>.</param>
/// <remarks>
/// Encoded as tag, header, profile, commitment, signature. The tag is none of <see cref="ConsensusMessage"/>, on whose
/// channel it travels.
/// </remarks>
public sealed record ProposalHead(
    SignedHeader SignedHeader, ErasureProfile Profile, Hash256 Commitment, Signature64 Signature)
{
    /// <summary>The first byte.</summary>
    public const byte Tag = 0x40;

    /// <summary>The header.</summary>
    public Header Header => SignedHeader.Header;

    /// <summary>What the shred key signs.</summary>
    public ShredStatement Statement =>
        new(Header.Epoch, Header.View, Header.Proposer, Profile, Header.Hash, Commitment);

    /// <summary>Reads a head strictly. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ProposalHead? head)
    {
        head = null;
        AceReader reader = new(bytes);
        reader.Require(reader.U8() == Tag, DecodeError.BadTag);
        if (reader.Failed)
        {
            return false;
        }
        SignedHeader header = SignedHeader.Decode(ref reader);
        byte profile = reader.U8();
        reader.Require(ErasureCode.TryGet(profile, out _), DecodeError.BadTag);
        Hash256 commitment = reader.Hash();
        ReadOnlySpan<byte> signature = reader.Fixed(Signature64.Bytes);
        reader.Require(reader.Failed || reader.Remaining == 0, DecodeError.TrailingBytes);
        if (reader.Failed)
        {
            return false;
        }
        head = new ProposalHead(header, (ErasureProfile)profile, commitment, new Signature64(signature));
        return true;
    }

    /// <summary>The bytes that read back as this.</summary>
    public byte[] Encode()
    {
        AceWriter writer = new(4_096);
        writer.U8(Tag);
        SignedHeader.Encode(writer);
        writer.U8((byte)Profile);
        writer.Hash(Commitment);
        writer.Fixed(Signature.Span);
        return writer.ToArray();
    }

    /// <summary>The whole proposal, as the leader would have sent it.</summary>
    public byte[] EncodeWhole(byte[] payload) => Ace.Encode(ConsensusMessage.Of(new Proposal(SignedHeader, payload)));
}
