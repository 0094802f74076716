using Aether.Consensus.Sequencing;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Generators;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SequenceVerifierTests
{
    private static readonly Hash256[] s_transactions = [Id(10), Id(11), Id(12)];

    private readonly Header _header = Header(9, s_transactions);
    private readonly SlotSequence _honest;

    public SequenceVerifierTests() => _honest = Honest(_header, s_transactions);

    [Fact]
    public void CheckBlock_HonestRecord_Holds()
    {
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(_honest, ChainHash, _header));
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(Honest(Header(9)), ChainHash, Header(9)));
    }

    [Fact]
    public void CheckBlock_EachBitOfTheRecordChanged_IsRefused()
    {
        byte[] bytes = Ace.Encode(_honest);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Ace.TryDecode(bytes, out SlotSequence changed, out _))
            {
                Assert.NotEqual(SequenceError.None, SequenceVerifier.CheckBlock(changed, ChainHash, _header));
            }
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void CheckBlock_MutatedBytes_NeverThrowNorPass()
    {
        SeededRandom random = new(11);
        byte[] bytes = Ace.Encode(_honest);
        byte[] target = new byte[(2 * bytes.Length) + 64];
        int decoded = 0;
        for (int round = 0; round < 20_000; round++)
        {
            int length = ByteMutator.Mutate(random, bytes, bytes, target);
            bool same = target.AsSpan(0, length).SequenceEqual(bytes);
            if (!same && Ace.TryDecode(target.AsSpan(0, length), out SlotSequence changed, out _))
            {
                decoded++;
                Assert.NotEqual(SequenceError.None, SequenceVerifier.CheckBlock(changed, ChainHash, _header));
            }
        }
        Assert.True(decoded > 1_000, $"{decoded} decoded");
    }

    [Fact]
    public void CheckBlock_OtherOrderOrTransactions_IsWrongOrder()
    {
        SequenceStep[] steps = _honest.Steps;
        SlotSequence swapped = Rechain(_honest, [steps[0], steps[2], steps[1], .. steps[3..]]);
        Assert.Equal(SequenceError.WrongOrder, SequenceVerifier.CheckBlock(swapped, ChainHash, _header));
        SlotSequence missing = Rechain(_honest, [steps[0], steps[1], .. steps[3..]]);
        Assert.Equal(SequenceError.WrongOrder, SequenceVerifier.CheckBlock(missing, ChainHash, _header));
        SlotSequence added = Rechain(_honest, [steps[0], steps[1], steps[1], .. steps[2..]]);
        Assert.Equal(SequenceError.WrongOrder, SequenceVerifier.CheckBlock(added, ChainHash, _header));
    }

    [Fact]
    public void CheckBlock_OtherBlockSlotOrChain_HasItsReason()
    {
        SequenceError CheckBlock(Header header) => SequenceVerifier.CheckBlock(_honest, ChainHash, header);
        Assert.Equal(SequenceError.WrongChain, SequenceVerifier.CheckBlock(_honest, Id(5), _header));
        Assert.Equal(SequenceError.WrongSlot, CheckBlock(_header with { View = 10 }));
        Assert.Equal(SequenceError.WrongSlot, CheckBlock(_header with { Proposer = 1 }));
        Assert.Equal(SequenceError.WrongSlot, CheckBlock(_header with { ParentHash = Id(1) }));
        Assert.Equal(SequenceError.WrongBlock, CheckBlock(_header with { StateRoot = Id(9) }));
        Header blamed = _header with { EvidenceRoot = Id(4) };
        SequenceStep[] steps = [.. _honest.Steps[..^1], _honest.Steps[^1] with { Id = blamed.Hash }];
        Assert.Equal(
            SequenceError.WrongEvidence, SequenceVerifier.CheckBlock(Rechain(_honest, steps), ChainHash, blamed));
    }

    [Fact]
    public void CheckBlock_EvidenceAndTransition_AreUnderTheirRoots()
    {
        Hash256 leaf = MerkleTree.LeafHash([1, 2, 3]);
        Header header = Header(9, Id(50)) with { EvidenceRoot = MerkleTree.Root([leaf]) };
        List<SequenceEntry> entries = Entries(header);
        entries.Insert(1, new SequenceEntry(9, 9_000_100, SequenceKind.Transition, 0, Id(50)));
        entries.Insert(2, new SequenceEntry(9, 9_000_200, SequenceKind.Evidence, 0, leaf));
        SlotSequence sequence = Build(entries).Single();
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(sequence, ChainHash, header));
    }

    [Fact]
    public void Check_ShapesNoLeaderCanMake_AreBadShape()
    {
        SequenceStep[] steps = _honest.Steps;
        SequenceStep[][] bad =
        [
            [],
            steps[1..],
            [.. steps, steps[1]],
            [.. steps[..^2], steps[^1]],
            [.. steps[..^1], steps[^2], steps[^1]],
            [steps[0], .. steps],
            [.. steps[..^1], steps[1], steps[^1]],
            [steps[0] with { DeltaNs = 4 }, .. steps[1..]],
            [.. steps, steps[^1]],
        ];
        Assert.All(bad, shape =>
            Assert.Equal(SequenceError.BadShape, SequenceVerifier.Check(Rechain(_honest, shape))));
    }

    [Fact]
    public void Check_LostOrUnsealed_SaySo()
    {
        SequenceStep lost = new(SequenceKind.Lost, 0, 3, SequenceStep.IdOfLost(2));
        SlotSequence gap = Rechain(_honest, [.. _honest.Steps[..2], lost, .. _honest.Steps[2..]]);
        Assert.Equal(SequenceError.EntriesLost, SequenceVerifier.Check(gap));
        Assert.Equal(SequenceError.NotSealed, SequenceVerifier.Check(Rechain(_honest, _honest.Steps[..^1])));
    }

    [Fact]
    public void CheckContinues_OnlyTheNextSlotOfTheSameNode()
    {
        Header second = Header(12, Id(30));
        List<SlotSequence> both = Build([.. Entries(_header, s_transactions), .. Entries(second, Id(30))]);
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckContinues(both[0], both[1]));
        Assert.Equal(SequenceError.NotContinued, SequenceVerifier.CheckContinues(both[1], both[0]));
        SlotSequence rewritten = Rechain(both[0], both[0].Steps[..^1]);
        Assert.Equal(SequenceError.NotContinued, SequenceVerifier.CheckContinues(rewritten, both[1]));
        SlotSequence torn = both[0] with { Head = Id(1) };
        Assert.Equal(SequenceError.BrokenChain, SequenceVerifier.CheckContinues(torn, both[1]));
    }

    [Fact]
    public void Gaps_AreTheTimesBetweenSteps()
    {
        GapHistogram gaps = SequenceVerifier.Gaps(_honest);
        Assert.Equal((ulong)_honest.Steps.Length - 1, gaps.Count);
        Assert.Equal(5_000UL, gaps.Max);
    }
}
