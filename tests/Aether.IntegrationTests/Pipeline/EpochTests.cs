using Aether.Consensus.Slashing;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.IntegrationTests.Pipeline;

public sealed class EpochTests
{
    private const int Count = 4;
    private const uint SlotMs = 100;
    private const uint EpochSlots = 8;

    [Fact]
    public void NodeStoppedOverAnEpochChange_CatchesUpAndServesInLaterEpochs()
    {
        using TestCluster cluster = new(Count, SlotMs, EpochSlots);
        FinalityWatch[] watches = [.. Enumerable.Range(0, Count).Select(index => Start(cluster, index))];
        watches[0].WaitForHeight(3);
        cluster[0].Stop();
        Header last = cluster[0].Parts.Store.FinalizedHeader;
        watches[1].WaitForEpoch(last.Epoch + 2);

        FinalityWatch restarted = Start(cluster, 0);
        restarted.WaitForEpoch(last.Epoch + 2);
        uint now = watches[1].Blocks[^1].Header.Epoch;
        restarted.WaitForBlock(block => block.Header.Epoch > now && block.Header.Proposer == 0);
        watches[1].WaitForEpoch(now + 1);
        StopAll(cluster);
        AssertSameChain(watches[1].Blocks, [.. watches[0].Blocks, .. restarted.Blocks]);
        Assert.True(watches[1].Blocks[^1].Header.Epoch >= 3);
        AssertEpochsAreKept(cluster, watches[1].Blocks[^1].Header.Epoch);
    }

    [Fact]
    public void EvidenceAgainstAValidator_IsPunishedInABlockAndItLeavesTheSet()
    {
        using TestCluster cluster = new(Count, SlotMs, EpochSlots);
        Address liar = cluster.Genesis.Validators[3].Address;
        UInt128 stake = cluster.Genesis.Validators[3].Stake;
        FinalityWatch[] watches = [.. Enumerable.Range(0, 3).Select(index => Start(cluster, index))];
        ConsensusMessage evidence = ConsensusMessage.Of(DoublePrevoteOf(cluster, 3));
        cluster.Network[3].Broadcast(TransportChannel.Consensus, Ace.Encode(evidence));
        watches[0].WaitForEpoch(2);
        FinalityWatch late = Start(cluster, 3);
        late.WaitForEpoch(3);
        StopAll(cluster);

        AssertSameChain(watches[0].Blocks, late.Blocks);
        BlockState state = cluster[3].Heads.Finalized.State;
        Assert.True(state.TryGetValidator(liar, out ValidatorRecord? record));
        Assert.True(record.IsTombstoned);
        Assert.Equal(new PastConviction(0, EvidenceKind.DoublePrevote), Assert.Single(record.Convictions));
        Assert.Equal(stake - (stake / 20), record.Stake);
        Assert.True(cluster[3].Parts.Store.TryGetEpoch(1, out EpochProof? first));
        Assert.Equal(4, first.Transition.Validators.Count);
        Assert.True(cluster[3].Parts.Store.TryGetEpoch(2, out EpochProof? second));
        Assert.Equal(3, second.Transition.Validators.Count);
        Assert.Equal(-1, second.Transition.Validators.IndexOf(liar));
        Assert.Single(watches[0].Blocks, block => !block.Header.EvidenceRoot.IsZero);
        Assert.Null(cluster[3].Fault);
    }

    private static FinalityWatch Start(TestCluster cluster, int index)
    {
        NodePipeline node = cluster.Create(index);
        FinalityWatch watch = new(node);
        node.Start();
        return watch;
    }

    private static void StopAll(TestCluster cluster)
    {
        for (int index = 0; index < Count; index++)
        {
            cluster[index].Stop();
            Assert.Null(cluster[index].Fault);
        }
    }

    private static Evidence DoublePrevoteOf(TestCluster cluster, int index) => EvidenceParts.DoubleVote(
        EvidenceParts.Aggregate(PrevoteOf(cluster, index, 1), Count),
        EvidenceParts.Aggregate(PrevoteOf(cluster, index, 2), Count));

    private static Vote PrevoteOf(TestCluster cluster, int index, byte block)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        bytes[0] = block;
        Hash256 hash = new(bytes);
        bool signed = cluster.Keys(index).TrySign(
            new VoteSignRequest(VoteKind.Prevote, 0, 1, hash), out byte[] signature, out string _);
        Assert.True(signed);
        return new Vote(VoteKind.Prevote, 0, 1, hash, (ushort)index, new BlsSignature(signature));
    }

    private static void AssertSameChain(FinalBlock[] expected, FinalBlock[] actual)
    {
        int common = Math.Min(expected.Length, actual.Length);
        Assert.Equal(HashesOf(expected[..common]), HashesOf(actual[..common]));
    }

    private static Hash256[] HashesOf(FinalBlock[] blocks) => [.. blocks.Select(block => block.Header.Hash)];

    // Every epoch starts from the one block that closed the one before, and the state agrees with the proof.
    private static void AssertEpochsAreKept(TestCluster cluster, uint last)
    {
        for (int index = 0; index < Count; index++)
        {
            for (uint epoch = 1; epoch <= last; epoch++)
            {
                Assert.True(cluster[index].Parts.Store.TryGetEpoch(epoch, out EpochProof? proof), $"epoch {epoch}");
                Assert.Equal(epoch, proof.Transition.Epoch);
                Assert.True(
                    cluster[index].Parts.Store.TryGetFinalProposal(proof.Closing.Height, out Proposal? closing));
                Assert.Equal(proof.Closing.Hash, closing.Hash);
                Assert.Equal(epoch - 1, closing.SignedHeader.KesPeriod);
            }
        }
    }
}
