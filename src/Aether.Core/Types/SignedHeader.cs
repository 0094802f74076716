using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A header and the proposer's forward-secure signature over its hash.</summary>
public sealed record SignedHeader(Header Header, uint KesPeriod, byte[] KesSignature) : IAceValue<SignedHeader>
{
    /// <inheritdoc/>
    public static SignedHeader Decode(ref AceReader reader)
    {
        int start = reader.Offset;
        Header header = Header.Decode(ref reader);
        uint period = reader.U32();
        byte[] signature = reader.Bytes(Limits.Consensus.MaxKesSignatureBytes);
        reader.Require(reader.Offset - start <= Limits.Block.MaxHeaderBytes, DecodeError.OverLimit);
        return new SignedHeader(header, period, signature);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Header.Encode(writer);
        writer.U32(KesPeriod);
        writer.Bytes(KesSignature);
    }
}
