using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class HelperBlockTests
{
    private readonly VoteForge _forge = VoteForge.WithShortEpochs(10, 10, 10, 10);

    [Fact]
    public void Build_IsTheEmptyPayloadOnTheParentsState()
    {
        Header parent = _forge.Chain(1)[0].Header;

        BuiltBlock built = HelperBlock.Build(parent);

        Assert.Equal(HelperBlock.PayloadBytes, built.Payload.Length);
        Assert.True(Ace.TryDecode(built.Payload, out BlockPayload payload, out _) && payload.IsEmpty);
        Assert.Equal(PayloadCommitment.PayloadRoot(payload), built.PayloadRoot);
        Assert.Equal(parent.StateRoot, built.StateRoot);
        Assert.Equal(MerkleTree.Root([]), built.ReceiptsRoot);
    }

    [Fact]
    public void Fits_EveryOtherContentIsRefused()
    {
        Proposal closing = _forge.Closing(_forge.Chain(7)[^1], 8, _forge.Transition(1, 1, 1, 1));
        Header helper = _forge.Helper(closing, 9).Header;

        Assert.True(HelperBlock.Fits(helper, closing.Header));
        Assert.False(HelperBlock.Fits(helper with { StateRoot = helper.Hash }, closing.Header));
        Assert.False(HelperBlock.Fits(helper with { PayloadRoot = helper.Hash }, closing.Header));
        Assert.False(HelperBlock.Fits(helper with { PayloadBytes = 8 }, closing.Header));
        Assert.False(HelperBlock.Fits(helper with { ReceiptsRoot = helper.Hash }, closing.Header));
        Assert.False(HelperBlock.Fits(helper with { EvidenceRoot = helper.Hash }, closing.Header));
        Assert.False(HelperBlock.Fits(helper, _forge.Chain(1)[0].Header));
    }
}
