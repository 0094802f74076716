using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class EvidencePoolTests
{
    private readonly EvidencePool _pool = new();
    private readonly SeededRandom _random = new(3);

    [Fact]
    public void TryAdd_KeepsEachConvictionOnce()
    {
        Conviction first = Conviction(1, view: 5);
        Conviction second = Conviction(2, view: 5);

        Assert.True(_pool.TryAdd(Piece(), [first]));
        Assert.False(_pool.TryAdd(Piece(), [first with { View = 9 }]));
        Assert.True(_pool.TryAdd(Piece(), [first, second]));
        Assert.False(_pool.TryAdd(Piece(), [second, first]));
        Assert.True(_pool.TryAdd(Piece(), [first with { Kind = EvidenceKind.Amnesia }]));
        Assert.True(_pool.TryAdd(Piece(), [first with { Epoch = 2 }]));
        Assert.False(_pool.TryAdd(Piece(), []));
        Assert.Equal((4, 4), (_pool.Count, _pool.ChargedCount));
    }

    [Fact]
    public void Take_IsInOrderOfEpochAndView_WhateverCameFirst()
    {
        Evidence[] pieces = [Piece(), Piece(), Piece()];
        _pool.TryAdd(pieces[0], [Conviction(1, view: 9, epoch: 1)]);
        _pool.TryAdd(pieces[1], [Conviction(2, view: 8, epoch: 2)]);
        _pool.TryAdd(pieces[2], [Conviction(3, view: 7, epoch: 1)]);

        Assert.Equal([pieces[2], pieces[0], pieces[1]], _pool.Take(9, int.MaxValue));
        Assert.Equal([pieces[2], pieces[0]], _pool.Take(2, int.MaxValue));
        Assert.Empty(_pool.Take(9, 10));
        Assert.Equal(3, _pool.Count);
    }

    [Fact]
    public void Take_PassesOverWhatDoesNotFit()
    {
        Evidence small = Piece();
        Evidence large = Piece(size: 200);
        _pool.TryAdd(large, [Conviction(1, view: 1)]);
        _pool.TryAdd(small, [Conviction(2, view: 2)]);

        Assert.Equal([small], _pool.Take(9, Ace.Encode(small).Length));
    }

    [Fact]
    public void MarkPunished_RemovesWhatIsOnlyForThose_AndRefusesThemFromThenOn()
    {
        Conviction[] both = [Conviction(1, view: 1), Conviction(2, view: 1)];
        _pool.TryAdd(Piece(), both);

        _pool.MarkPunished([both[0], Conviction(3, view: 4)]);
        Assert.Equal(1, _pool.Count);
        _pool.MarkPunished([both[1]]);

        Assert.Equal((0, 0L), (_pool.Count, _pool.Bytes));
        Assert.All(both, conviction => Assert.True(_pool.IsCharged(conviction)));
        Assert.False(_pool.TryAdd(Piece(), [both[0]]));
        Assert.False(_pool.TryAdd(Piece(), [Conviction(3, view: 1)]));
    }

    [Fact]
    public void Expire_ForgetsOlderEpochs_AndRefusesThem()
    {
        _pool.TryAdd(Piece(), [Conviction(1, view: 1, epoch: 3)]);
        _pool.TryAdd(Piece(), [Conviction(1, view: 1, epoch: 4)]);

        _pool.Expire(4);
        _pool.Expire(2);
        _pool.MarkPunished([Conviction(5, view: 1, epoch: 3)]);

        Assert.Equal((1, 1, 4u), (_pool.Count, _pool.ChargedCount, _pool.FirstEpoch));
        Assert.False(_pool.TryAdd(Piece(), [Conviction(1, view: 1, epoch: 3)]));
    }

    [Fact]
    public void AFlood_StaysBounded_AndTheEarliestStay()
    {
        for (byte index = 0; index < 250; index++)
        {
            for (uint epoch = 0; epoch < 3; epoch++)
            {
                _pool.TryAdd(Piece(), [Conviction(index, view: index, epoch)]);
            }
        }

        Assert.Equal((Limits.Evidence.MaxPending, Limits.Evidence.MaxPending), (_pool.Count, _pool.ChargedCount));
        Assert.Equal(250, Enumerable.Range(0, 250).Count(index => _pool.IsCharged(Conviction((byte)index, 0))));
        Assert.False(_pool.TryAdd(Piece(), [Conviction(251, view: 250, epoch: 2)]));
        Assert.True(_pool.TryAdd(Piece(), [Conviction(252, view: 0)]));
    }

    [Fact]
    public void AFloodOfLargePieces_StaysBoundedInBytes()
    {
        for (byte index = 0; index < 200; index++)
        {
            _pool.TryAdd(LargePiece(), [Conviction(index, view: index)]);
        }

        Assert.InRange(_pool.Bytes, Limits.Evidence.MaxPendingBytes / 2, Limits.Evidence.MaxPendingBytes);
        Assert.Equal(_pool.Bytes, _pool.Take(999, int.MaxValue).Sum(piece => (long)Ace.Encode(piece).Length));
    }

    private static Conviction Conviction(byte validator, ulong view, uint epoch = 0)
    {
        byte[] address = new byte[32];
        address[0] = validator;
        return new Conviction(new Address(new Hash256(address)), epoch, EvidenceKind.DoublePrevote, view);
    }

    private Evidence Piece(int size = 1)
    {
        QuorumCertificate Side() => ConsensusGenerator.Certificate(_random, 0) with { Bitmap = _random.Bytes(size) };
        return Evidence.Of(new DoubleVote(Side(), Side()));
    }

    // A payload of thousands of bytes in the only field that may be so large.
    private Evidence LargePiece()
    {
        TimeoutGroup[] groups = [.. Enumerable.Range(0, 64).Select(
            index => new TimeoutGroup((ulong)index, _random.Bytes(512)))];
        QuorumCertificate vote = ConsensusGenerator.Certificate(_random, 0) with { Kind = VoteKind.Precommit };
        return EvidenceParts.Amnesia(vote, null, new TimeoutCertificate(0, 99, groups, default, vote));
    }
}
