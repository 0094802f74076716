using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>What a signer says to its node.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The request it answers; 0 for a welcome and a rejection.</param>
/// <param name="Refusal">Why there is no signature.</param>
/// <param name="Signature">The signature; empty without one.</param>
/// <param name="Text">The sentence of a refusal or rejection; a warning otherwise.</param>
/// <param name="Record">The record in force, in a welcome and in answer to a ping.</param>
internal sealed record SignerReply(
    SignerReplyKind Kind, ulong Id, SignerRefusal Refusal, byte[] Signature, string Text, SignerRecord? Record)
    : IAceValue<SignerReply>
{
    /// <summary>A connection that is not served.</summary>
    public static SignerReply Reject(string text) =>
        new(SignerReplyKind.Rejected, 0, SignerRefusal.Unavailable, [], text, null);

    /// <inheritdoc/>
    public static SignerReply Decode(ref AceReader reader)
    {
        byte kind = reader.U8();
        reader.Require(kind <= (byte)SignerReplyKind.Pong, DecodeError.BadTag);
        ulong id = reader.U64();
        byte refusal = reader.U8();
        byte[] signature = reader.Bytes(Limits.Consensus.MaxKesSignatureBytes);
        byte[] text = reader.Bytes(Limits.Signer.MaxReasonBytes);
        SignerRecord? record = reader.Option<SignerRecord>();
        return new SignerReply(
            (SignerReplyKind)kind,
            id,
            (SignerRefusal)refusal,
            signature,
            System.Text.Encoding.UTF8.GetString(text),
            record);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Kind);
        writer.U64(Id);
        writer.U8((byte)Refusal);
        writer.Bytes(Signature);
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Text);
        writer.Bytes(text.AsSpan(0, Math.Min(text.Length, Limits.Signer.MaxReasonBytes)));
        writer.Option(Record);
    }
}
