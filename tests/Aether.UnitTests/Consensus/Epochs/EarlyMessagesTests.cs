using Aether.Consensus.Epochs;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class EarlyMessagesTests
{
    private readonly ConsensusMessage _message = ConsensusMessage.OfBlockRequest(Hash256.Zero);

    [Fact]
    public void Take_GivesTheMessagesOnce_InTheirOrder()
    {
        EarlyMessages early = new(4);
        ConsensusMessage other = ConsensusMessage.OfEpochProofRequest(3);
        early.Add(2, _message);
        early.Add(1, other);

        Assert.Equal([((ushort)2, _message), ((ushort)1, other)], early.Take());
        Assert.Empty(early.Take());
    }

    [Fact]
    public void Add_OnePeerCannotTakeTheRoomOfOthers()
    {
        EarlyMessages early = new(4);
        for (int index = 0; index < 1_000; index++)
        {
            early.Add(3, _message);
        }
        early.Add(0, _message);

        Assert.Equal(Limits.Consensus.MaxEarlyMessagesPerPeer + 1, early.Count);
        early.Take();
        early.Add(3, _message);
        Assert.Equal(1, early.Count);
    }

    [Fact]
    public void Add_ManyPeersOrLargeProposals_StayWithinTheBounds()
    {
        EarlyMessages early = new(4_096);
        for (ushort peer = 0; peer < 4_096; peer++)
        {
            early.Add(peer, _message);
        }
        Assert.Equal(Limits.Consensus.MaxEarlyMessages, early.Count);

        VoteForge forge = new(10);
        Proposal block = forge.Chain(1)[0] with { Payload = new byte[Limits.Block.MaxPayloadBytes] };
        EarlyMessages large = new(100);
        for (ushort peer = 0; peer < 100; peer++)
        {
            large.Add(peer, ConsensusMessage.Of(block));
        }
        Assert.Equal(Limits.Consensus.MaxEarlyPayloadBytes / Limits.Block.MaxPayloadBytes, large.Count);
    }
}
