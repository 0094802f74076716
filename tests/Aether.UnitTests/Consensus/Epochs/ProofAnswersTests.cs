using Aether.Consensus.Epochs;
using Aether.Core;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class ProofAnswersTests
{
    private readonly EpochContext _first = new VoteForge(10).Epoch;

    [Fact]
    public void TryTake_OneAnswerForEachPeerAndInterval()
    {
        ProofAnswers answers = new(peers: 3, intervalMs: 500);

        Assert.True(answers.TryTake(1, 1_000));
        Assert.False(answers.TryTake(1, 1_499));
        Assert.True(answers.TryTake(2, 1_499));
        Assert.True(answers.TryTake(1, 1_500));
    }

    [Fact]
    public void IsOurTurn_AFewAnswerAtATime_AndEverybodyInTurn()
    {
        ProofAnswers few = new(peers: 4, intervalMs: 500);
        ProofAnswers many = new(peers: 100, intervalMs: 500);
        HashSet<ushort> turns = [];
        for (long now = 0; now < 100 * 500; now += 500)
        {
            ushort[] answering = [.. Enumerable.Range(0, 100).Select(own => (ushort)own)
                .Where(own => many.IsOurTurn(7, own, now))];
            Assert.Equal(4, answering.Length);
            turns.UnionWith(answering);
        }

        Assert.Equal(100, turns.Count);
        Assert.All(Enumerable.Range(0, 4), own => Assert.True(few.IsOurTurn(3, (ushort)own, 12_345)));
    }

    [Fact]
    public void Find_KnowsTheLastEpochsOnly()
    {
        ProofAnswers answers = new(peers: 1, intervalMs: 500);
        for (uint epoch = 1; epoch <= 10; epoch++)
        {
            answers.Add(_first with { Epoch = epoch });
        }

        Assert.Equal(10U, answers.Find(10)?.Epoch);
        Assert.Equal(7U, answers.Find(11 - Limits.Consensus.MaxRecentEpochs)?.Epoch);
        Assert.Null(answers.Find(10 - Limits.Consensus.MaxRecentEpochs));
        Assert.Null(answers.Find(11));
    }
}
