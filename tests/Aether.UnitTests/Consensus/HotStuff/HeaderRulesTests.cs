using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class HeaderRulesTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly VoteForge _short = VoteForge.WithShortEpochs(10, 10, 10, 10);

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
            header with { Epoch = 1 },
            header with { EpochProof = new FinalityProof([], commit, null, null) },
            header with { Justify = commit },
            header with { PayloadBytes = parameters.BlockBytesMax + 1 },
        ];

        Assert.True(IsWellFormed(header));
        Assert.True(IsWellFormed(header with { ExtraVersionBits = 5 }));
        Assert.True(IsWellFormed(header with { PayloadBytes = parameters.BlockBytesMax }));
        Assert.All(malformed, item => Assert.False(IsWellFormed(item)));
    }

    [Fact]
    public void IsWellFormed_ClosingAndHelperBlocks_HaveTheContentOfTheirRole()
    {
        Proposal last = _short.Chain(7)[^1];
        Header closing = _short.Closing(last, 8, _short.Transition(1, 2, 3, 4)).Header;
        Header helper = _short.Helper(_short.Closing(last, 8, _short.Transition(1, 2, 3, 4)), 9).Header;

        Assert.True(IsWellFormed(closing));
        // The transition of many validators is larger than an ordinary block may be.
        Assert.True(IsWellFormed(closing with { PayloadBytes = Limits.Block.MaxPayloadBytes }));
        Assert.False(IsWellFormed(closing with { PayloadBytes = Limits.Block.MaxPayloadBytes + 1 }));
        Assert.False(IsWellFormed(closing with { EvidenceRoot = closing.Hash }));
        Assert.True(IsWellFormed(last.Header with { EvidenceRoot = closing.Hash }));
        Assert.True(IsWellFormed(helper));
        Assert.False(IsWellFormed(helper with { PayloadBytes = 10 }));
        Assert.False(IsWellFormed(helper with { PayloadRoot = closing.Hash }));
        Assert.False(IsWellFormed(helper with { EvidenceRoot = closing.Hash }));
    }

    private bool IsWellFormed(Header header) =>
        HeaderRules.IsWellFormed(header, _forge.Genesis.Parameters, _short.Epoch);
}
