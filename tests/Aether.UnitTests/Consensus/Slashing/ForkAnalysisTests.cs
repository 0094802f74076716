using Aether.Consensus.Slashing;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class ForkAnalysisTests
{
    [Fact]
    public void EveryFork_ConvictsMoreThanAThird_AndNobodyHonest()
    {
        Dictionary<EvidenceKind, int> kinds = [];
        int forks = 0;
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            ForkForge history = new(seed, isSafe: false);
            history.Run();
            EvidenceChecker checker = NewChecker(history);
            foreach ((Header common, ForkSide one, ForkSide other) in Forks(history))
            {
                ForkVerdict verdict = ForkAnalysis.Convict(checker, common, one, other);

                Assert.Equal(ForkError.None, verdict.Error);
                Assert.True(verdict.Stake * 3 > history.Validators.TotalStake, $"seed {seed}");
                Assert.True(verdict.Stake <= history.FaultyStake, $"seed {seed}");
                AssertFaulty(history, verdict.Convictions);
                Assert.Equal(EvidenceError.None, checker.Check(verdict.Evidence!, out Conviction[] again));
                Assert.Equal(verdict.Convictions, again);
                EvidenceKind kind = verdict.Convictions[0].Kind;
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                forks++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{forks} forks: {string.Join(", ", kinds.OrderBy(entry => entry.Key))}");
        Assert.True(forks > 1_000);
        Assert.All(
            new[]
            {
                EvidenceKind.DoublePrevote, EvidenceKind.DoublePrecommit, EvidenceKind.Amnesia,
                EvidenceKind.InvalidVote,
            },
            kind => Assert.True(kinds.GetValueOrDefault(kind) > 10, kind.ToString()));
    }

    [Fact]
    public void WithAThirdOrLessFaulty_ThereIsNoFork()
    {
        int final = 0;
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            ForkForge history = new(seed, isSafe: true);
            history.Run();
            final += history.Final().Count();
            Assert.Empty(Forks(history));
        }
        Assert.True(final > 500);
    }

    [Fact]
    public void SidesThatShowNoFork_AreRefused()
    {
        (ForkForge history, Header common, ForkSide one, ForkSide other) = FirstFork(static (_, _, _) => true);
        EvidenceChecker checker = NewChecker(history);
        Header stray = one.Headers[0] with { TimestampMs = 1 };
        QuorumCertificate weak = one.Proof.Certificate with { Bitmap = new byte[one.Proof.Certificate.Bitmap.Length] };

        Assert.Equal(ForkError.NoConflict, ForkAnalysis.Convict(checker, common, one, one).Error);
        Assert.Equal(ForkError.BrokenChain, ForkAnalysis.Convict(checker, stray, one, other).Error);
        Assert.Equal(
            ForkError.BrokenChain, ForkAnalysis.Convict(checker, common, one with { Headers = [] }, other).Error);
        Assert.Equal(
            ForkError.BrokenChain,
            ForkAnalysis.Convict(checker, common, other, one with { Headers = [.. one.Headers, stray] }).Error);
        Assert.Equal(
            ForkError.NotFinal,
            ForkAnalysis.Convict(checker, common, one with { Proof = other.Proof }, other).Error);
        Assert.Equal(
            ForkError.NotFinal,
            ForkAnalysis.Convict(
                checker, common, other, one with { Proof = one.Proof with { Certificate = weak } }).Error);
    }

    [Fact]
    public void AMissingQuorum_IsNamed()
    {
        // Two blocks of one view, one final by precommits and one by its child: only their prevotes contradict.
        (ForkForge history, Header common, ForkSide one, ForkSide other) = FirstFork(static (verdict, one, other) =>
            one.Proof.Child is null && other.Proof.Child is not null && one.Headers[^1].View == other.Headers[^1].View
            && verdict.Evidence?.DoubleVote is not null);
        EvidenceChecker checker = NewChecker(history);

        Assert.Equal(ForkError.None, ForkAnalysis.Convict(checker, common, one, other).Error);
        ForkVerdict verdict = ForkAnalysis.Convict(checker, common, one with { Quorum = null }, other);
        Assert.Equal((ForkError.Incomplete, (UInt128)0), (verdict.Error, verdict.Stake));
        Assert.Null(verdict.Evidence);
    }

    private static EvidenceChecker NewChecker(ForkForge history) =>
        new(history.Validators, history.Forge.Root, history.Forge.Crypto);

    private static void AssertFaulty(ForkForge history, IReadOnlyList<Conviction> convictions)
    {
        foreach (Conviction conviction in convictions)
        {
            Assert.True(history.IsFaulty[history.Validators.IndexOf(conviction.Validator)]);
        }
    }

    private static (ForkForge History, Header Common, ForkSide One, ForkSide Other) FirstFork(
        Func<ForkVerdict, ForkSide, ForkSide, bool> fits)
    {
        for (ulong seed = 0; seed < 5_000; seed++)
        {
            ForkForge history = new(seed, isSafe: false);
            history.Run();
            foreach ((Header common, ForkSide one, ForkSide other) in Forks(history))
            {
                if (fits(ForkAnalysis.Convict(NewChecker(history), common, one, other), one, other))
                {
                    return (history, common, one, other);
                }
            }
        }
        throw new InvalidOperationException("no such fork");
    }

    // Every pair of final blocks of which neither descends from the other.
    private static IEnumerable<(Header Common, ForkSide One, ForkSide Other)> Forks(ForkForge history)
    {
        (Header Block, FinalityProof Proof)[] final = [.. history.Final()];
        foreach ((Header block, FinalityProof proof) in final)
        {
            foreach ((Header other, FinalityProof otherProof) in final)
            {
                List<Header> chain = history.ChainTo(block);
                List<Header> others = history.ChainTo(other);
                int shared = chain.Zip(others).TakeWhile(pair => pair.First.Hash == pair.Second.Hash).Count();
                if (shared < chain.Count && shared < others.Count)
                {
                    yield return (
                        chain[shared - 1],
                        new ForkSide([.. chain[shared..]], proof, history.Quorums.GetValueOrDefault(block.Hash)),
                        new ForkSide([.. others[shared..]], otherProof, history.Quorums.GetValueOrDefault(other.Hash)));
                }
            }
        }
    }
}
