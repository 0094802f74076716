using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A signed header with its whole payload: the encoded transaction list.</summary>
public sealed record Proposal(SignedHeader SignedHeader, byte[] Payload) : IAceValue<Proposal>
{
    /// <summary>The header.</summary>
    public Header Header => SignedHeader.Header;

    /// <summary>The block's hash.</summary>
    public Hash256 Hash => SignedHeader.Header.Hash;

    /// <inheritdoc/>
    public static Proposal Decode(ref AceReader reader)
    {
        SignedHeader header = SignedHeader.Decode(ref reader);
        byte[] payload = reader.Bytes(Limits.Block.MaxPayloadBytes);
        reader.Require(reader.Failed || header.Header.PayloadBytes == (uint)payload.Length);
        return new Proposal(header, payload);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        SignedHeader.Encode(writer);
        writer.Bytes(Payload);
    }
}
