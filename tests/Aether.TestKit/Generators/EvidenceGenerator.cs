using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>Canonical evidence of every form. No signature is real, nothing convicts.</summary>
public static class EvidenceGenerator
{
    /// <summary>Evidence of any form.</summary>
    public static Evidence Evidence(SeededRandom random, int size) => random.Below(4) switch
    {
        0 => Core.Types.Evidence.Of(DoubleProposal(random, size)),
        1 => Core.Types.Evidence.Of(DoubleVote(random, size)),
        2 => Core.Types.Evidence.Of(Amnesia(random, size)),
        _ => Core.Types.Evidence.Of(InvalidVote(random, size)),
    };

    /// <summary>Two headers.</summary>
    public static DoubleProposal DoubleProposal(SeededRandom random, int size) =>
        new(ConsensusGenerator.SignedHeader(random, size), ConsensusGenerator.SignedHeader(random, size));

    /// <summary>Two aggregates.</summary>
    public static DoubleVote DoubleVote(SeededRandom random, int size) =>
        new(ConsensusGenerator.Certificate(random, size), ConsensusGenerator.Certificate(random, size));

    /// <summary>A vote and timeouts.</summary>
    public static Amnesia Amnesia(SeededRandom random, int size)
    {
        QuorumCertificate vote = ConsensusGenerator.Certificate(random, size);
        Header? header = vote.Kind == VoteKind.Prevote ? ConsensusGenerator.Header(random, size) : null;
        return new Amnesia(vote, header, ConsensusGenerator.TimeoutCertificate(random, size));
    }

    /// <summary>A prevote and its header.</summary>
    public static InvalidVote InvalidVote(SeededRandom random, int size) => new(
        ConsensusGenerator.Certificate(random, size, VoteKind.Prevote), ConsensusGenerator.Header(random, size));
}
