using Aether.Core;
using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>
/// Values of consensus. <c>size</c> bounds list lengths; every value is canonical, no signature is real.
/// </summary>
public static class ConsensusGenerator
{
    /// <summary>Random bytes in place of a signature.</summary>
    public static BlsSignature Signature(SeededRandom random) => new(random.Bytes(BlsSignature.Bytes));

    /// <summary>A vote.</summary>
    public static Vote Vote(SeededRandom random) =>
        new(Kind(random), random.U32(), random.U64(), random.Hash(), random.U16(), Signature(random));

    /// <summary>A certificate of either kind, also a root certificate.</summary>
    public static QuorumCertificate Certificate(SeededRandom random, int size) =>
        Certificate(random, size, Kind(random));

    /// <summary>A group of a timeout certificate.</summary>
    public static TimeoutGroup Group(SeededRandom random, int size) =>
        new(random.U64(), random.Bytes(random.Length(size)));

    /// <summary>A timeout certificate.</summary>
    public static TimeoutCertificate TimeoutCertificate(SeededRandom random, int size)
    {
        TimeoutGroup[] groups = random.SortedArray(
            1 + random.Length(size), r => Group(r, size), static group => group.HighView);
        QuorumCertificate high = Certificate(random, size) with { View = groups[^1].HighView };
        return new TimeoutCertificate(random.U32(), random.U64(), groups, Signature(random), high);
    }

    /// <summary>An entry certificate of either form.</summary>
    public static EntryCertificate Entry(SeededRandom random, int size) => random.OneIn(2)
        ? new EntryCertificate(Certificate(random, size), null)
        : new EntryCertificate(null, TimeoutCertificate(random, size));

    /// <summary>A timeout vote.</summary>
    public static TimeoutVote TimeoutVote(SeededRandom random, int size)
    {
        QuorumCertificate high = Certificate(random, size);
        return new TimeoutVote(
            random.U32(), random.U64(), high.View, random.U16(), Signature(random), high, Entry(random, size));
    }

    /// <summary>A header, sometimes with a timeout certificate and an epoch proof.</summary>
    public static Header Header(SeededRandom random, int size) => Header(random, size, mayHaveEpochProof: true);

    /// <summary>A header with a random signature.</summary>
    public static SignedHeader SignedHeader(SeededRandom random, int size) => Sign(random, Header(random, size));

    /// <summary>A proposal with a payload of the size its header states.</summary>
    public static Proposal Proposal(SeededRandom random, int size)
    {
        byte[] payload = random.Bytes(random.Length(8 * size));
        Header header = Header(random, size) with { PayloadBytes = (uint)payload.Length };
        return new Proposal(Sign(random, header), payload);
    }

    /// <summary>A finality proof of either kind.</summary>
    public static FinalityProof FinalityProof(SeededRandom random, int size)
    {
        Header[] path = random.Array(random.Below(3), r => Header(r, size, mayHaveEpochProof: false));
        return random.OneIn(2)
            ? new FinalityProof(path, Certificate(random, size, VoteKind.Precommit), null, null)
            : new FinalityProof(
                path,
                Certificate(random, size, VoteKind.Prevote),
                Header(random, size, mayHaveEpochProof: false),
                Certificate(random, size));
    }

    /// <summary>A message of every kind.</summary>
    public static ConsensusMessage Message(SeededRandom random, int size) => random.Below(11) switch
    {
        0 => ConsensusMessage.Of(Proposal(random, size)),
        1 => ConsensusMessage.Of(Vote(random)),
        2 => ConsensusMessage.Of(TimeoutVote(random, size)),
        3 => ConsensusMessage.Of(Entry(random, size)),
        4 => ConsensusMessage.OfCommit(Certificate(random, size, VoteKind.Precommit)),
        5 => ConsensusMessage.OfBlockRequest(random.Hash()),
        6 => ConsensusMessage.OfBlockResponse(Proposal(random, size)),
        7 => ConsensusMessage.Of(EpochProof(random, size)),
        8 => ConsensusMessage.OfEpochProofRequest(random.U32()),
        9 => ConsensusMessage.Of(EvidenceGenerator.Evidence(random, size)),
        _ => ConsensusMessage.Of(BlocksRequest(random)),
    };

    /// <summary>A request by height.</summary>
    public static BlocksRequest BlocksRequest(SeededRandom random) =>
        new(random.U64(), (byte)(1 + random.Below(Limits.Consensus.MaxBlocksPerRequest)));

    /// <summary>The close of an epoch.</summary>
    public static EpochProof EpochProof(SeededRandom random, int size)
    {
        EpochTransition transition = GenesisGenerator.Transition(random, size);
        Header closing = Header(random, size) with { Epoch = transition.Epoch - 1 };
        return new EpochProof(closing, transition, FinalityProof(random, size));
    }

    private static VoteKind Kind(SeededRandom random) => random.OneIn(2) ? VoteKind.Prevote : VoteKind.Precommit;

    /// <summary>A certificate of a kind.</summary>
    public static QuorumCertificate Certificate(SeededRandom random, int size, VoteKind kind) => new(
        kind, random.U32(), random.U64(), random.Hash(), random.Bytes(random.Length(size)), Signature(random));

    private static SignedHeader Sign(SeededRandom random, Header header) =>
        new(header, random.U32(), random.Bytes(random.OneIn(8) ? Limits.Consensus.MaxKesSignatureBytes : 96));

    private static Header Header(SeededRandom random, int size, bool mayHaveEpochProof) => new()
    {
        Epoch = random.U32(),
        View = random.U64(),
        Height = random.U64(),
        ParentHash = random.Hash(),
        Justify = Certificate(random, size),
        Timeout = random.OneIn(4) ? TimeoutCertificate(random, size) : null,
        EpochProof = mayHaveEpochProof && random.OneIn(6) ? FinalityProof(random, size) : null,
        TimestampMs = random.U64(),
        Proposer = random.U16(),
        LeadKind = random.OneIn(2) ? LeadKind.Vrf : LeadKind.Backup,
        VrfProof = new VrfProof(random.Bytes(VrfProof.Bytes)),
        PayloadRoot = random.Hash(),
        PayloadBytes = random.U32(),
        FecProfile = random.U8(),
        StateRoot = random.Hash(),
        ReceiptsRoot = random.Hash(),
        EvidenceRoot = random.Hash(),
        BaseFee = random.U64(),
        ExtraVersionBits = random.U64(),
    };
}
