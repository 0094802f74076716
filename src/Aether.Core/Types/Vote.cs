using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>One validator's prevote or precommit.</summary>
public sealed record Vote(
    VoteKind Kind, uint Epoch, ulong View, Hash256 BlockHash, ushort Voter, BlsSignature Signature) : IAceValue<Vote>
{
    /// <inheritdoc/>
    public static Vote Decode(ref AceReader reader)
    {
        VoteKind kind = DecodeKind(ref reader);
        uint epoch = reader.U32();
        ulong view = reader.U64();
        Hash256 hash = reader.Hash();
        ushort voter = reader.U16();
        return new Vote(kind, epoch, view, hash, voter, DecodeSignature(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Kind);
        writer.U32(Epoch);
        writer.U64(View);
        writer.Hash(BlockHash);
        writer.U16(Voter);
        writer.Fixed(Signature.Span);
    }

    internal static VoteKind DecodeKind(ref AceReader reader)
    {
        byte kind = reader.U8();
        reader.Require(kind is (byte)VoteKind.Prevote or (byte)VoteKind.Precommit, DecodeError.BadTag);
        return (VoteKind)kind;
    }

    internal static BlsSignature DecodeSignature(ref AceReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Fixed(BlsSignature.Bytes);
        return reader.Failed ? default : new BlsSignature(bytes);
    }
}
