using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockProduction;

/// <summary>A validator says, before it has built a block, that the lottery lets it propose in a view.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="View">The view.</param>
/// <param name="Proposer">Its index in the validator set of the epoch.</param>
/// <param name="Proof">Shows it, and the rank; nobody else can make it, so the claim needs no signature.</param>
/// <remarks>
/// Encoded as tag, epoch, view, proposer, proof. The tag is none of <see cref="ConsensusMessage"/>, on whose channel it
/// travels. A hint: what is lost or held back costs time and nothing else.
/// </remarks>
internal sealed record LeaderClaim(uint Epoch, ulong View, ushort Proposer, VrfProof Proof)
{
    /// <summary>The first byte.</summary>
    public const byte Tag = 0x41;

    /// <summary>Reads a claim strictly. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out LeaderClaim? claim)
    {
        AceReader reader = new(bytes);
        reader.Require(reader.U8() == Tag, DecodeError.BadTag);
        uint epoch = reader.U32();
        ulong view = reader.U64();
        ushort proposer = reader.U16();
        ReadOnlySpan<byte> proof = reader.Fixed(VrfProof.Bytes);
        reader.Require(reader.Failed || reader.Remaining == 0, DecodeError.TrailingBytes);
        claim = reader.Failed ? null : new LeaderClaim(epoch, view, proposer, new VrfProof(proof));
        return claim is not null;
    }

    /// <summary>The bytes that read back as this.</summary>
    public byte[] Encode()
    {
        AceWriter writer = new(128);
        writer.U8(Tag);
        writer.U32(Epoch);
        writer.U64(View);
        writer.U16(Proposer);
        writer.Fixed(Proof.Span);
        return writer.ToArray();
    }
}
