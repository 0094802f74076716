using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class ConsensusConfigTests
{
    [Fact]
    public void ShortForm_PeersAreTheGenesisValidators()
    {
        ConsensusConfig config = new(SimulatedGenesis.Create([10, 10]), 1, ConsensusTiming.ForSlot(500));

        Assert.Equal((2, (ushort?)1), (config.Peers, config.OwnPeer));
    }
}
