using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class ChainConfigTests
{
    [Fact]
    public void OfGenesis_PeersAreTheGenesisValidators()
    {
        Genesis genesis = SimulatedGenesis.Create([10, 10, 10]);

        ChainConfig validator = ChainConfig.OfGenesis(genesis, 2, ConsensusTiming.ForSlot(500));
        ChainConfig observer = ChainConfig.OfGenesis(genesis, null, ConsensusTiming.ForSlot(500));

        Assert.Equal((genesis.Validators[2].Address, 3, (ushort?)2),
            (validator.Own, validator.Peers, validator.OwnPeer));
        Assert.Equal((null, 3, null), (observer.Own, observer.Peers, observer.OwnPeer));
    }
}
