using System.Globalization;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Pipeline.Propagation;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Blocks;

public sealed class ProposalHeadTests
{
    private const int MutantsInSuite = 100_000;

    private static readonly PropagationChain s_chain = new(4);

    [Fact]
    public void TryDecode_Encoded_IsTheSameAndGivesTheWholeProposal()
    {
        Proposal proposal = s_chain.Propose(3, s_chain.Payload(40_000));
        ProposalHead head = s_chain.Cut(proposal).Head;
        Assert.True(ProposalHead.TryDecode(head.Encode(), out ProposalHead? read));
        Assert.Equal(head.Encode(), read!.Encode());
        Assert.Equal(PropagationChain.Encode(proposal), read.EncodeWhole(proposal.Payload));
        Validator leader = s_chain.Genesis.Validators[proposal.Header.Proposer];
        Assert.True(read.Statement.Verify(s_chain.Genesis.Hash, leader.ShredKey, read.Signature));
        Assert.False(read.Statement.Verify(Hash256.Zero, leader.ShredKey, read.Signature));
        Assert.False((read.Statement with { Commitment = Hash256.Zero })
            .Verify(s_chain.Genesis.Hash, leader.ShredKey, read.Signature));
    }

    [Fact]
    public void Encode_KnownHead_KeepsItsBytes()
    {
        ProposalHead head = s_chain.Cut(s_chain.Propose(3, s_chain.Payload(40_000))).Head;
        byte[] header = Ace.Encode(head.SignedHeader);
        byte[] expected =
        [
            0x40, .. header, 1, .. head.Commitment.Span, .. head.Signature.Span,
        ];
        Assert.Equal(expected, head.Encode());
    }

    [Fact]
    public void TryDecode_OtherTag_OtherProfile_Trailing_AreRefused()
    {
        byte[] good = s_chain.Cut(s_chain.Propose(3, s_chain.Payload(20_000))).Head.Encode();
        Assert.False(ProposalHead.TryDecode([], out _));
        Assert.False(ProposalHead.TryDecode([.. good, 0], out _));
        Assert.False(ProposalHead.TryDecode(good.AsSpan(0, good.Length - 1), out _));
        Assert.False(ProposalHead.TryDecode([0x41, .. good[1..]], out _));
        byte[] profile = (byte[])good.Clone();
        profile[^97] = 2;
        Assert.False(ProposalHead.TryDecode(profile, out _));
    }

    [Fact]
    public void TryDecode_Mutants_AreRefusedOrReadBackAsTheyAre()
    {
        byte[] source = s_chain.Cut(s_chain.Propose(3, s_chain.Payload(20_000))).Head.Encode();
        byte[] other = s_chain.Cut(s_chain.Propose(4, s_chain.Payload(30_000))).Head.Encode();
        byte[] target = new byte[(2 * source.Length) + 64];
        SeededRandom random = new(11);
        string? asked = Environment.GetEnvironmentVariable("AETHER_HEAD_MUTANTS");
        int mutants = asked is null ? MutantsInSuite : int.Parse(asked, CultureInfo.InvariantCulture);
        for (int mutant = 0; mutant < mutants; mutant++)
        {
            int length = ByteMutator.Mutate(random, source, other, target);
            if (ProposalHead.TryDecode(target.AsSpan(0, length), out ProposalHead? head))
            {
                Assert.True(target.AsSpan(0, length).SequenceEqual(head!.Encode()));
            }
        }
    }
}
