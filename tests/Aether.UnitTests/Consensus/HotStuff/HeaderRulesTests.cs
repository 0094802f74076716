using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class HeaderRulesTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);

    [Fact]
    public void IsWellFormed_FieldsWithoutAMeaning_HaveOneValue()
    {
        ChainParameters parameters = _forge.Genesis.Parameters;
        Header header = _forge.Block(_forge.GenesisHeader, _forge.Root, 1).Header;
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, header, 0, 1, 2);
        Header[] malformed =
        [
            header with { Version = 2 },
            header with { FecProfile = 0 },
            header with { FecProfile = 254 },
            header with { BaseFee = 0 },
            header with { BaseFee = (1UL << 32) + 1 },
            header with { EvidenceRoot = header.Hash },
            header with { EpochProof = new FinalityProof([], commit, null, null) },
            header with { Justify = commit },
            header with { PayloadBytes = parameters.BlockBytesMax + 1 },
        ];

        Assert.True(HeaderRules.IsWellFormed(header, parameters));
        Assert.True(HeaderRules.IsWellFormed(header with { ExtraVersionBits = 5 }, parameters));
        Assert.True(HeaderRules.IsWellFormed(header with { PayloadBytes = parameters.BlockBytesMax }, parameters));
        Assert.All(malformed, item => Assert.False(HeaderRules.IsWellFormed(item, parameters)));
    }
}
