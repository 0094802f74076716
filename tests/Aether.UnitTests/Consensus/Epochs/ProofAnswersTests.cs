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
