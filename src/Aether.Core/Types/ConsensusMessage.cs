using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// What validators say to each other: exactly one part is set. <b>Consensus</b>: tags are on the wire.
/// </summary>
public sealed record ConsensusMessage : IAceValue<ConsensusMessage>
{
    /// <summary>Tag 0: a proposed block.</summary>
    public Proposal? Proposal { get; private init; }

    /// <summary>Tag 1: a prevote or precommit.</summary>
    public Vote? Vote { get; private init; }

    /// <summary>Tag 2: a timeout.</summary>
    public TimeoutVote? Timeout { get; private init; }

    /// <summary>Tag 3: the certificate a view was entered with.</summary>
    public EntryCertificate? Entry { get; private init; }

    /// <summary>Tag 4: a commit certificate.</summary>
    public QuorumCertificate? Commit { get; private init; }

    /// <summary>Tag 5: asks for a block by hash.</summary>
    public Hash256? BlockRequest { get; private init; }

    /// <summary>Tag 6: answers a request.</summary>
    public Proposal? BlockResponse { get; private init; }

    /// <summary>Tag 7: shows that an epoch is closed and what follows it.</summary>
    public EpochProof? EpochProof { get; private init; }

    /// <summary>Tag 8: asks for the proof that closes this epoch.</summary>
    public uint? EpochProofRequest { get; private init; }

    /// <summary>Tag 9: evidence against validators.</summary>
    public Evidence? Evidence { get; private init; }

    /// <summary>Tag 10: asks for final blocks by height.</summary>
    public BlocksRequest? BlocksRequest { get; private init; }

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(Proposal proposal) => new() { Proposal = proposal };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(Vote vote) => new() { Vote = vote };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(TimeoutVote timeout) => new() { Timeout = timeout };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(EntryCertificate entry) => new() { Entry = entry };

    /// <summary>Wraps a commit certificate.</summary>
    public static ConsensusMessage OfCommit(QuorumCertificate commit) => new() { Commit = commit };

    /// <summary>Wraps a block request.</summary>
    public static ConsensusMessage OfBlockRequest(Hash256 blockHash) => new() { BlockRequest = blockHash };

    /// <summary>Wraps the answer to a block request.</summary>
    public static ConsensusMessage OfBlockResponse(Proposal block) => new() { BlockResponse = block };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(EpochProof proof) => new() { EpochProof = proof };

    /// <summary>Wraps a request for the proof that closes an epoch.</summary>
    public static ConsensusMessage OfEpochProofRequest(uint epoch) => new() { EpochProofRequest = epoch };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(Evidence evidence) => new() { Evidence = evidence };

    /// <summary>Wraps a part.</summary>
    public static ConsensusMessage Of(BlocksRequest request) => new() { BlocksRequest = request };

    /// <inheritdoc/>
    public static ConsensusMessage Decode(ref AceReader reader)
    {
        byte tag = reader.U8();
        switch (tag)
        {
            case 0:
                return Of(Proposal.Decode(ref reader));
            case 1:
                return Of(Vote.Decode(ref reader));
            case 2:
                return Of(TimeoutVote.Decode(ref reader));
            case 3:
                return Of(EntryCertificate.Decode(ref reader));
            case 4:
                QuorumCertificate commit = QuorumCertificate.Decode(ref reader);
                reader.Require(commit.Kind == VoteKind.Precommit);
                return OfCommit(commit);
            case 5:
                return OfBlockRequest(reader.Hash());
            case 6:
                return OfBlockResponse(Proposal.Decode(ref reader));
            default:
                return DecodeSync(tag, ref reader);
        }
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Tag());
        Proposal?.Encode(writer);
        Vote?.Encode(writer);
        Timeout?.Encode(writer);
        Entry?.Encode(writer);
        Commit?.Encode(writer);
        if (BlockRequest is { } hash)
        {
            writer.Hash(hash);
        }
        BlockResponse?.Encode(writer);
        EpochProof?.Encode(writer);
        if (EpochProofRequest is { } epoch)
        {
            writer.U32(epoch);
        }
        Evidence?.Encode(writer);
        BlocksRequest?.Encode(writer);
    }

    private static ConsensusMessage DecodeSync(byte tag, ref AceReader reader)
    {
        switch (tag)
        {
            case 7:
                return Of(Types.EpochProof.Decode(ref reader));
            case 8:
                return OfEpochProofRequest(reader.U32());
            case 9:
                return Of(Types.Evidence.Decode(ref reader));
            case 10:
                return Of(Types.BlocksRequest.Decode(ref reader));
            default:
                reader.Fail(DecodeError.BadTag);
                return new ConsensusMessage();
        }
    }

    private byte Tag() => this switch
    {
        { Proposal: not null } => 0,
        { Vote: not null } => 1,
        { Timeout: not null } => 2,
        { Entry: not null } => 3,
        { Commit: not null } => 4,
        { BlockRequest: not null } => 5,
        { BlockResponse: not null } => 6,
        { EpochProof: not null } => 7,
        { EpochProofRequest: not null } => 8,
        { Evidence: not null } => 9,
        _ => 10,
    };
}
