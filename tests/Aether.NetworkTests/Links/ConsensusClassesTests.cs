using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Links;

public sealed class ConsensusClassesTests
{
    [Fact]
    public void Of_EncodedMessages_BlocksAndEvidenceDoNotShareTheStreamOfVotes()
    {
        Assert.Equal(MessageClass.Votes, Of(ConsensusMessage.OfBlockRequest(default)));
        Assert.Equal(MessageClass.Votes, Of(ConsensusMessage.OfEpochProofRequest(3)));
        Assert.Equal(MessageClass.Headers, ConsensusClasses.Of(TransportChannel.Consensus, [0]));
        Assert.Equal(MessageClass.Headers, ConsensusClasses.Of(TransportChannel.Consensus, [6]));
        Assert.Equal(MessageClass.Headers, ConsensusClasses.Of(TransportChannel.Consensus, [7]));
        Assert.Equal(MessageClass.Evidence, ConsensusClasses.Of(TransportChannel.Consensus, [9]));
        Assert.Equal(MessageClass.Votes, ConsensusClasses.Of(TransportChannel.Consensus, []));
        Assert.Equal(MessageClass.Transactions, ConsensusClasses.Of(TransportChannel.Transactions, [0]));
    }

    private static MessageClass Of(ConsensusMessage message) =>
        ConsensusClasses.Of(TransportChannel.Consensus, Ace.Encode(message));
}
