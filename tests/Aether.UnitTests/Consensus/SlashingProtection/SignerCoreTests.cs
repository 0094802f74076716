using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;
using Aether.TestKit.Signing;
using Xunit;
using static Aether.TestKit.Signing.SignerRequests;

namespace Aether.UnitTests.Consensus.SlashingProtection;

public sealed class SignerCoreTests
{
    private static readonly Hash256 s_genesis = HashOf(1000);
    private readonly SignerCore _core = new(s_genesis, SignerRecord.Empty);

    [Fact]
    public void Decide_TheSameRequestAgain_GivesTheSameBytesAndLeavesTheRecord()
    {
        SignRequest[] requests =
            [Prevote(1, 5, 4), Precommit(1, 5, 7), Propose(1, 6), new VrfSignRequest(7, _core.Alpha(HashOf(1), 7))];
        foreach (SignRequest request in requests)
        {
            byte[] first = Sign(request);
            SignerRecord record = _core.Record;
            Assert.Equal(first, Sign(request));
            Assert.Same(record, _core.Record);
        }
    }

    [Fact]
    public void Decide_SigningBytes_AreDerivedFromTheRequest()
    {
        byte[] expected = new byte[SigningMessages.VoteBytes];
        VoteSignRequest vote = Prevote(1, 5, 4);
        SigningMessages.WriteVote(expected, s_genesis, VoteKind.Prevote, 1, 5, vote.BlockHash);
        Assert.Equal(expected, Sign(vote));
        expected = new byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(expected, s_genesis, 1, 6, 4);
        Assert.Equal(expected, Sign(Timeout(1, 6, 4)));
        HeaderSignRequest header = Propose(1, 9);
        Assert.Equal(header.Header.Hash.Span.ToArray(), Sign(header));
    }

    [Fact]
    public void Decide_Prevote_NeedsTheHeaderItNames()
    {
        VoteSignRequest vote = Prevote(1, 5, 4);
        Refuse(SignerRefusal.Malformed, vote with { Header = null });
        Refuse(SignerRefusal.Malformed, vote with { View = 6 });
        Refuse(SignerRefusal.Malformed, vote with { Epoch = 2 });
        Refuse(SignerRefusal.Malformed, vote with { BlockHash = HashOf(9) });
        Refuse(SignerRefusal.Malformed, vote with { Header = Header(1, 5, 4, block: 3) });
    }

    [Fact]
    public void Decide_HeaderThatIsNotJustified_IsRefused()
    {
        Header good = Header(1, 9, 4);
        Header[] bad =
        [
            good with { Timeout = null },
            good with { View = 10 },
            good with { ParentHash = HashOf(3) },
            good with { Justify = good.Justify with { Kind = VoteKind.Precommit } },
            good with { Justify = good.Justify with { Epoch = 0 } },
            good with { Justify = good.Justify with { View = 3 } },
            good with { Timeout = good.Timeout! with { Epoch = 0 } },
            good with { Justify = good.Justify with { View = 9 } },
        ];
        foreach (Header header in bad)
        {
            Refuse(SignerRefusal.NotJustified, Prevote(header));
            Refuse(SignerRefusal.NotJustified, new HeaderSignRequest(header));
        }
        Sign(Prevote(good));
        Sign(new HeaderSignRequest(good));
    }

    [Fact]
    public void Decide_SecondBlockInAView_IsRefused()
    {
        Sign(Propose(1, 5, 1));
        Sign(Prevote(1, 5, 4, 1));
        Sign(Precommit(1, 5, 1));
        Refuse(SignerRefusal.OtherProposal, Propose(1, 5, 2));
        Refuse(SignerRefusal.OtherPrevote, Prevote(1, 5, 4, 2));
        Refuse(SignerRefusal.OtherPrecommit, Precommit(1, 5, 2));
        Refuse(SignerRefusal.OtherProposal, Propose(1, 4, 1));
        Refuse(SignerRefusal.OtherPrevote, Prevote(1, 4, 3, 1));
        Refuse(SignerRefusal.OtherPrecommit, Precommit(1, 4, 1));
    }

    [Fact]
    public void Decide_AfterATimeout_NoVoteAtOrBelowButTheSamePrevote()
    {
        VoteSignRequest vote = Prevote(1, 5, 4, 1);
        byte[] signature = Sign(vote);
        Sign(Timeout(1, 5, 4));
        Assert.Equal(signature, Sign(vote));
        Refuse(SignerRefusal.ViewGivenUp, Prevote(1, 5, 4, 2));
        Refuse(SignerRefusal.ViewGivenUp, Precommit(1, 5, 1));
        Sign(Timeout(1, 8, 4));
        Refuse(SignerRefusal.ViewGivenUp, vote);
        Refuse(SignerRefusal.TimeoutBelowVote, Timeout(1, 7, 4));
        Sign(Prevote(1, 9, 4, 1));
    }

    [Fact]
    public void Decide_Lock_RisesWithVotesAndIsNeverLoweredByATimeout()
    {
        Sign(Prevote(1, 5, 4));
        Refuse(SignerRefusal.LockLowered, Timeout(1, 5, 3));
        Sign(Precommit(1, 5));
        Refuse(SignerRefusal.LockLowered, Timeout(1, 6, 4));
        Sign(Timeout(1, 6, 5));
        Sign(Timeout(1, 9, 7));
        Refuse(SignerRefusal.LockLowered, Timeout(1, 10, 6));
        Refuse(SignerRefusal.Malformed, Timeout(1, 10, 10));
    }

    [Fact]
    public void Decide_LowerEpoch_IsRefusedForEver_AndAHigherOneStartsAnew()
    {
        Sign(Prevote(3, 50, 49));
        Sign(Precommit(3, 50));
        Sign(Prevote(4, 20, 19));
        Assert.Equal((4U, 20UL, 0UL), (_core.Record.Epoch, _core.Record.PrevotedView, _core.Record.PrecommittedView));
        SignRequest[] lower = [Prevote(3, 60, 59), Precommit(3, 50), Timeout(3, 90, 89), Propose(3, 90)];
        foreach (SignRequest request in lower)
        {
            Refuse(SignerRefusal.LowerEpoch, request);
        }
        Sign(Timeout(4, 21, 20));
    }

    [Fact]
    public void Decide_AtTheStop_NothingIsSigned_InAnyEpoch()
    {
        SignerCore core = new(s_genesis, SignerRecord.Empty with { StopView = 10, StopHeight = 7 });
        Assert.Equal(SignerRefusal.None, core.Decide(Timeout(1, 9, 2)).Refusal);
        Assert.Equal(SignerRefusal.Stopped, core.Decide(Timeout(1, 10, 2)).Refusal);
        Assert.Equal(SignerRefusal.Stopped, core.Decide(Timeout(2, 10, 2)).Refusal);
        Assert.Equal(SignerRefusal.Stopped, core.Decide(Prevote(1, 7, 6)).Refusal);
        Assert.Equal(SignerRefusal.Stopped, core.Decide(Propose(1, 8)).Refusal);
        Assert.Equal(SignerRefusal.None, core.Decide(Propose(1, 6)).Refusal);
        VrfSignRequest vrf = new(10, core.Alpha(HashOf(1), 10));
        Assert.Equal(SignerRefusal.Stopped, core.Decide(vrf).Refusal);
        core.Accept(core.Decide(Timeout(1, 9, 2)).Next);
        Assert.Equal((10UL, 7UL), (core.Record.StopView, core.Record.StopHeight));
        core.Accept(core.Decide(Prevote(2, 6, 5)).Next);
        Assert.Equal((10UL, 7UL), (core.Record.StopView, core.Record.StopHeight));
    }

    [Fact]
    public void Decide_WhileListeningOrSeenElsewhere_NothingIsSigned()
    {
        SignerCore listening = new(s_genesis, SignerRecord.Empty with { ListenViews = 3 });
        SignerCore seen = new(s_genesis, SignerRecord.Empty with { SeenElsewhere = true });
        SignRequest[] requests = [Prevote(1, 5, 4), Precommit(1, 5), Timeout(1, 5, 4), Propose(1, 5)];
        foreach (SignRequest request in requests)
        {
            Assert.Equal(SignerRefusal.Listening, listening.Decide(request).Refusal);
            Assert.Equal(SignerRefusal.SeenElsewhere, seen.Decide(request).Refusal);
        }
    }

    [Fact]
    public void Decide_ViewsAtTheEndOfTheirRange_AreRefused()
    {
        Refuse(SignerRefusal.Malformed, Precommit(1, 0));
        Refuse(SignerRefusal.ViewTooHigh, Precommit(1, Limits.Signer.MaxView + 1));
        Refuse(SignerRefusal.ViewTooHigh, Timeout(1, ulong.MaxValue, 1));
        Sign(Precommit(1, Limits.Signer.MaxView));
    }

    [Fact]
    public void Decide_VrfInput_MustBeThatOfItsViewAndChain()
    {
        byte[] alpha = _core.Alpha(HashOf(4), 7);
        Assert.Equal(alpha, Sign(new VrfSignRequest(7, alpha)));
        Refuse(SignerRefusal.Malformed, new VrfSignRequest(8, alpha));
        Refuse(SignerRefusal.Malformed, new VrfSignRequest(7, alpha[..^1]));
        byte[] other = new SignerCore(HashOf(5), SignerRecord.Empty).Alpha(HashOf(4), 7);
        Refuse(SignerRefusal.Malformed, new VrfSignRequest(7, other));
    }

    [Fact]
    public void Accept_ARecordThatLowersAMark_BreaksAnInvariant()
    {
        Sign(Prevote(1, 5, 4));
        SignerRecord lower = _core.Record with { PrevotedView = 4, Sequence = _core.Record.Sequence + 1 };
        Assert.Throws<Aether.Core.Diagnostics.InvariantViolationException>(() => _core.Accept(lower));
    }

    [Fact]
    public void Decide_EverySequenceOfThreeRequests_NeverConvicts()
    {
        SignRequest[] universe = [.. Universe()];
        long signed = 0;
        foreach (SignRequest first in universe)
        {
            foreach (SignRequest second in universe)
            {
                foreach (SignRequest third in universe)
                {
                    ConvictionOracle oracle = new();
                    SignerCore core = new(s_genesis, SignerRecord.Empty);
                    foreach (SignRequest request in (SignRequest[])[first, second, third])
                    {
                        signed += TrySign(core, request, oracle) ? 1 : 0;
                    }
                }
            }
        }
        Assert.InRange(signed, universe.Length * universe.Length, long.MaxValue);
    }

    [Fact]
    public void Decide_LyingNode_RandomLongRuns_NeverConvicts()
    {
        SignRequest[] universe = [.. Universe()];
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            ConvictionOracle oracle = new();
            SignerCore core = new(s_genesis, SignerRecord.Empty);
            for (int step = 0; step < 60; step++)
            {
                TrySign(core, universe[random.Next(universe.Length)], oracle);
                if (random.Next(10) == 0)
                {
                    core = new SignerCore(s_genesis, core.Record);
                }
            }
        }
    }

    private static IEnumerable<SignRequest> Universe()
    {
        for (uint epoch = 1; epoch <= 2; epoch++)
        {
            for (ulong view = 2; view <= 4; view++)
            {
                for (int block = 0; block < 2; block++)
                {
                    yield return Propose(epoch, view, block);
                    yield return Precommit(epoch, view, block);
                    yield return Prevote(epoch, view, view - 1, block);
                    yield return Prevote(epoch, view, view - 2, block);
                }
                for (ulong high = 0; high < view; high++)
                {
                    yield return Timeout(epoch, view, high);
                }
            }
        }
    }

    private static bool TrySign(SignerCore core, SignRequest request, ConvictionOracle oracle)
    {
        SignerDecision decision = core.Decide(request);
        if (decision.Refusal != SignerRefusal.None)
        {
            return false;
        }
        core.Accept(decision.Next);
        Assert.Null(oracle.Signed(request));
        return true;
    }

    private byte[] Sign(SignRequest request)
    {
        SignerDecision decision = _core.Decide(request);
        Assert.Equal(SignerRefusal.None, decision.Refusal);
        _core.Accept(decision.Next);
        return decision.Message;
    }

    private void Refuse(SignerRefusal expected, SignRequest request)
    {
        SignerDecision decision = _core.Decide(request);
        Assert.Equal(expected, decision.Refusal);
        Assert.Empty(decision.Message);
        Assert.Same(_core.Record, decision.Next);
    }
}
