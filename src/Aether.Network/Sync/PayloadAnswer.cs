using Aether.Core;
using Aether.Core.Codec;

namespace Aether.Network.Sync;

/// <summary>Payloads from the first wanted on, as many as fit: <c>payloads [bytes]</c>.</summary>
/// <param name="Payloads">In order; none when the answerer does not have the first.</param>
public sealed record PayloadAnswer(byte[][] Payloads) : IAceValue<PayloadAnswer>
{
    /// <inheritdoc/>
    public static PayloadAnswer Decode(ref AceReader reader)
    {
        int count = reader.Count(Limits.Sync.MaxBlocks, sizeof(uint));
        byte[][] payloads = new byte[count][];
        for (int index = 0; index < payloads.Length; index++)
        {
            payloads[index] = reader.Bytes(Limits.Block.MaxPayloadBytes);
        }
        return new PayloadAnswer(payloads);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Length(Payloads.Length);
        foreach (byte[] payload in Payloads)
        {
            writer.Bytes(payload);
        }
    }
}
