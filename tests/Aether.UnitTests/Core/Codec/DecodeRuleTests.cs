using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

/// <summary>Rules that single bytes cannot show: order, distinctness, sums and cross-references.</summary>
public sealed class DecodeRuleTests
{
    private readonly SeededRandom _random = new(42);

    [Fact]
    public void AValidatorSetHasValidatorsEachOnceInOrder()
    {
        Validator first = GenesisGenerator.Validator(_random) with { Stake = 20 };
        Validator second = GenesisGenerator.Validator(_random) with { Stake = 10 };
        Assert.Equal(DecodeError.None, DecodeSet(first, second));
        Assert.Equal(DecodeError.BadValue, DecodeSet());
        Assert.Equal(DecodeError.NotSorted, DecodeSet(second, first));
        Assert.Equal(DecodeError.NotSorted, DecodeSet(first, first));
        Assert.Equal(DecodeError.BadValue, DecodeSet(first, second with { Address = first.Address }));
        Assert.Equal(DecodeError.BadValue, DecodeSet(first, second with { BlsKey = first.BlsKey }));
        Assert.Equal(DecodeError.BadValue, DecodeSet(first, second with { Stake = 0 }));
    }

    [Fact]
    public void TheSumOfStakesStaysWithinTheQuorumBound()
    {
        Validator first = GenesisGenerator.Validator(_random) with { Stake = Quorum.MaxTotal - 1 };
        Validator second = GenesisGenerator.Validator(_random) with { Stake = 1 };
        Assert.Equal(DecodeError.None, DecodeSet(first, second));
        Assert.Equal(DecodeError.BadValue, DecodeSet(first, second with { Stake = 2 }));
        Assert.Equal(DecodeError.BadValue, DecodeSet(
            first with { Stake = UInt128.MaxValue }, second with { Stake = UInt128.MaxValue }));
    }

    [Fact]
    public void SetsOfATransactionAreAscendingAndDisjoint()
    {
        TransactionBody body = LedgerGenerator.Body(_random, 1) with { Inputs = [], Reads = [], Writes = [] };
        ObjectId low = new(Hash256.Zero);
        ObjectId high = new(new Hash256(Enumerable.Repeat((byte)1, Hash256.Bytes).ToArray()));
        OutPoint input = new(Hash256.Zero, 1);
        Assert.Equal(DecodeError.None, Decode(body with { Reads = [low], Writes = [high] }));
        Assert.Equal(DecodeError.NotSorted, Decode(body with { Reads = [high, low] }));
        Assert.Equal(DecodeError.NotSorted, Decode(body with { Writes = [low, low] }));
        Assert.Equal(DecodeError.NotSorted, Decode(body with { Inputs = [input, input] }));
        Assert.Equal(DecodeError.NotSorted, Decode(body with { Inputs = [input, input with { Index = 0 }] }));
        Assert.Equal(DecodeError.BadValue, Decode(body with { Reads = [low], Writes = [low, high] }));
    }

    [Fact]
    public void ReadsAndWritesShareOneLimit()
    {
        ObjectId[] objects = _random.SortedArray(
            Limits.Transaction.MaxAccessEntries + 40, r => new ObjectId(new Hash256(Uniform(r))), item => item.Value);
        int limit = Limits.Transaction.MaxAccessEntries;
        TransactionBody body = LedgerGenerator.Body(_random, 1);
        Assert.Equal(
            DecodeError.None, Decode(body with { Reads = objects[..50], Writes = objects[50..limit] }));
        Assert.Equal(
            DecodeError.OverLimit, Decode(body with { Reads = objects[..50], Writes = objects[50..(limit + 1)] }));
    }

    [Fact]
    public void ATransactionOverItsSizeIsRejected()
    {
        ProgramCall call = new(ProgramId.Bank, 0, new byte[Limits.Transaction.MaxCallArgumentBytes], 0);
        TransactionBody body = LedgerGenerator.Body(_random, 1);
        Assert.Equal(DecodeError.None, Decode(new Transaction(body with { Calls = [call] }, [])));
        Assert.Equal(DecodeError.OverLimit, Decode(new Transaction(body with { Calls = [call, call] }, [])));
    }

    [Fact]
    public void AProposalStatesItsPayloadSize()
    {
        Proposal proposal = ConsensusGenerator.Proposal(_random, 4);
        Assert.Equal(DecodeError.None, Decode(proposal));
        Assert.Equal(DecodeError.BadValue, Decode(proposal with { Payload = [.. proposal.Payload, 0] }));
    }

    [Fact]
    public void AnEpochProofInsideAnEpochProofIsRejected()
    {
        QuorumCertificate commit = ConsensusGenerator.Certificate(_random, 1) with { Kind = VoteKind.Precommit };
        Header plain = ConsensusGenerator.Header(_random, 1) with { EpochProof = null };
        Header outer = plain with { EpochProof = new FinalityProof([plain], commit, null, null) };
        Assert.Equal(DecodeError.None, Decode(outer));
        Header deeper = plain with { EpochProof = new FinalityProof([outer], commit, null, null) };
        Assert.Equal(DecodeError.BadValue, Decode(deeper));
        Assert.Equal(DecodeError.BadValue, Decode(deeper.EpochProof!));
    }

    [Fact]
    public void ACommitMessageCarriesACommitCertificate()
    {
        QuorumCertificate certificate = ConsensusGenerator.Certificate(_random, 1);
        Assert.Equal(DecodeError.None, Decode(ConsensusMessage.OfCommit(
            certificate with { Kind = VoteKind.Precommit })));
        Assert.Equal(DecodeError.BadValue, Decode(ConsensusMessage.OfCommit(
            certificate with { Kind = VoteKind.Prevote })));
    }

    [Fact]
    public void ATimeoutCertificateHoldsTheCertificateOfItsHighestGroup()
    {
        TimeoutCertificate certificate = ConsensusGenerator.TimeoutCertificate(_random, 2);
        Assert.Equal(DecodeError.None, Decode(certificate));
        QuorumCertificate other = certificate.HighCertificate with { View = certificate.HighView ^ 1 };
        Assert.Equal(DecodeError.BadValue, Decode(certificate with { HighCertificate = other }));
        Assert.Equal(DecodeError.BadValue, Decode(certificate with { Groups = [] }));
        Assert.Equal(DecodeError.NotSorted, Decode(certificate with
        {
            Groups = [certificate.Groups[^1], certificate.Groups[^1]],
        }));
    }

    [Fact]
    public void AStateProofMaskMatchesDepthAndSiblings()
    {
        Hash256 sibling = _random.Hash();
        SparseMerkleProof proof = new(3, [0b101], [sibling, sibling], null, Hash256.Zero);
        Assert.Equal(DecodeError.None, Decode(proof));
        Assert.Equal(DecodeError.BadValue, Decode(proof with { SiblingMask = [0b1101] }));
        Assert.Equal(DecodeError.BadValue, Decode(proof with { SiblingMask = [0b001] }));
        Assert.Equal(DecodeError.OverLimit, Decode(proof with { Depth = 257, SiblingMask = new byte[33] }));
    }

    private static DecodeError DecodeSet(params Validator[] validators)
    {
        AceWriter writer = new();
        writer.List<Validator>(validators);
        Ace.TryDecode(writer.WrittenSpan, out ValidatorSet _, out DecodeError error);
        return error;
    }

    private static DecodeError Decode<T>(T value)
        where T : IAceValue<T>
    {
        Ace.TryDecode(Ace.Encode(value), out T _, out DecodeError error);
        return error;
    }

    private static byte[] Uniform(SeededRandom random)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        random.Fill(bytes);
        return bytes;
    }
}
