using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class PayloadCommitmentTests
{
    private readonly SeededRandom _random = new(7);

    [Fact]
    public void EmptyPayloadHasZeroRoots()
    {
        Assert.True(PayloadCommitment.PayloadRoot(new BlockPayload([])).IsZero);
        Assert.True(PayloadCommitment.EvidenceRoot([]).IsZero);
    }

    [Fact]
    public void PayloadRootIsTheListTreeOverWitnessIds()
    {
        Transaction[] transactions = [LedgerGenerator.Transaction(_random, 3), LedgerGenerator.Transaction(_random, 3)];
        Hash256[] leaves = Array.ConvertAll(transactions, item => MerkleTree.LeafHash(item.WitnessId.ToArray()));
        Assert.Equal(MerkleTree.Root(leaves), PayloadCommitment.PayloadRoot(new BlockPayload(transactions)));
        Assert.Equal(MerkleTree.Root(leaves), PayloadCommitment.TransactionsRoot(transactions));
    }

    [Fact]
    public void TransitionIsTheOnlyLeafOfAClosingPayload()
    {
        EpochTransition transition = GenesisGenerator.Transition(_random, 4);
        Hash256 leaf = MerkleTree.LeafHash(transition.ComputeHash().ToArray());
        Assert.Equal(MerkleTree.Root([leaf]), PayloadCommitment.PayloadRoot(new BlockPayload([], [], transition)));

        EpochTransition other = transition with { Epoch = transition.Epoch ^ 1 };
        Assert.NotEqual(transition.ComputeHash(), other.ComputeHash());
    }

    [Fact]
    public void EvidenceRootIsTheListTreeOverEncodings()
    {
        Evidence[] evidence = [EvidenceGenerator.Evidence(_random, 3), EvidenceGenerator.Evidence(_random, 3)];
        Hash256[] leaves = Array.ConvertAll(evidence, item => MerkleTree.LeafHash(Ace.Encode(item)));
        Assert.Equal(MerkleTree.Root(leaves), PayloadCommitment.EvidenceRoot(evidence));
    }
}
