using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.BlockProduction;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockProduction;

/// <summary>With real keys and proofs, in the first view that the lottery drew two validators for.</summary>
public sealed class LeadGateTests
{
    private const long EnteredMs = 10_000;
    private const long StartMs = EnteredMs + 500;
    private const long LateMs = StartMs + 75;
    private const long FallbackMs = StartMs + 350;
    private const ulong WallMs = 1_000_000;

    private static readonly KeyedCommittee s_keys = new(10, 10, 10, 10);
    private static readonly EpochContext s_epoch = EpochContext.First(
        s_keys.Genesis, SimulatedGenesis.CreateHeader(s_keys.Genesis));

    private static readonly Lottery s_lottery = new(s_keys.Genesis, s_epoch.Validators, s_epoch.Randomness);
    private static readonly CommitteeCryptoFactory s_factory = CreateFactory();
    private static readonly (ulong View, ushort Better, ushort Worse) s_two = FindView();

    [Fact]
    public void NobodyElse_Goes()
    {
        LeadGate gate = Enter(s_two.Better);
        Assert.NotNull(Claim(gate, s_two.Better));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(FallbackMs));
    }

    [Fact]
    public void BetterClaim_IsWaitedForUntilAnyBlockMayBeVotedFor()
    {
        LeadGate gate = Enter(s_two.Worse);
        LeaderClaim own = Claim(gate, s_two.Worse)!;
        Assert.Equal((s_two.View, s_two.Worse), (own.View, own.Proposer));
        Assert.True(gate.OnClaim(0, ClaimOf(s_two.Better)));
        Assert.Equal(FallbackMs, gate.DeadlineMs);
        Assert.Equal(LeadVerdict.Wait, gate.BeforeBuilding(StartMs));
        Assert.Equal(LeadVerdict.Wait, gate.BeforeProposing(FallbackMs - 1));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(FallbackMs));
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(FallbackMs));
    }

    [Theory]
    [InlineData(true, LeadVerdict.Yield)]
    [InlineData(false, LeadVerdict.Go)]
    internal void BetterBlock_ItsExecutionDecides(bool isValid, LeadVerdict verdict)
    {
        LeadGate gate = Enter(s_two.Worse);
        Claim(gate, s_two.Worse);
        Header better = HeaderOf(s_two.Better, LeadKind.Vrf);
        gate.OnProposal(better);
        // Also behind the deadline: the execution always ends.
        Assert.Equal(LeadVerdict.Wait, gate.BeforeBuilding(FallbackMs + 1));
        gate.OnExecuted(Hash256.Zero, !isValid);
        Assert.Equal(LeadVerdict.Wait, gate.BeforeProposing(StartMs));
        gate.OnExecuted(better.Hash, isValid);
        Assert.Equal(verdict, gate.BeforeBuilding(StartMs));
        Assert.Equal(verdict, gate.BeforeProposing(StartMs));
    }

    [Fact]
    public void WorseBlock_IsYieldedToByALateOneOnly()
    {
        LeadGate gate = Enter(s_two.Better);
        Claim(gate, s_two.Better);
        Assert.True(gate.OnClaim(0, ClaimOf(s_two.Worse)));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(LateMs));
        Header worse = HeaderOf(s_two.Worse, LeadKind.Vrf);
        gate.OnProposal(worse);
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(LateMs - 1));
        Assert.Equal(LeadVerdict.Wait, gate.BeforeProposing(LateMs));
        gate.OnExecuted(worse.Hash, true);
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(LateMs - 1));
        Assert.Equal(LeadVerdict.Yield, gate.BeforeProposing(LateMs));
    }

    [Fact]
    public void Backup_StandsBehindEveryClaim()
    {
        ushort backup = (ushort)Enumerable.Range(0, 4).First(index => index != s_two.Better && index != s_two.Worse);
        LeadGate gate = Enter(backup);
        Assert.Null(Claim(gate, backup));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
        Assert.True(gate.OnClaim(0, ClaimOf(s_two.Worse)));
        Assert.Equal(LeadVerdict.Wait, gate.BeforeBuilding(StartMs));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(FallbackMs));
    }

    [Fact]
    public void ClaimantBesideTheBackupsBlock_Goes()
    {
        LeadGate gate = Enter(s_two.Worse);
        Claim(gate, s_two.Worse);
        Header backup = HeaderOf(s_two.Better, LeadKind.Backup);
        gate.OnProposal(backup);
        Assert.Equal(LeadVerdict.Go, gate.BeforeProposing(StartMs));
        Assert.Equal(LeadVerdict.Wait, gate.BeforeProposing(LateMs));
    }

    [Fact]
    public void ClaimOfTheNextView_IsKeptAndThatOfOldOnesForgotten()
    {
        LeadGate gate = Enter(s_two.Worse, s_two.View - 1);
        Assert.True(gate.OnClaim(0, ClaimOf(s_two.Better)));
        EnterView(gate, s_two.View, 1_500);
        Claim(gate, s_two.Worse);
        Assert.Equal(LeadVerdict.Wait, gate.BeforeBuilding(StartMs));
        EnterView(gate, s_two.View + 1, 1_500);
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
        Assert.Null(gate.OnOwnProof(s_two.View, s_keys.Prove(s_two.Worse, s_lottery.Alpha(s_two.View)).Span));
    }

    [Fact]
    public void FalseClaim_IsAFault_OneOfFarAwayIsNot()
    {
        LeadGate gate = Enter(s_two.Worse);
        Claim(gate, s_two.Worse);
        LeaderClaim real = ClaimOf(s_two.Better);
        ushort undrawn = (ushort)Enumerable.Range(0, 4).First(index => !IsDrawn(index, s_two.View, out _));
        Assert.False(gate.OnClaim(1, real with { Proposer = 4 }));
        Assert.False(gate.OnClaim(2, real with { Proposer = undrawn }));
        Assert.False(gate.OnClaim(3, ClaimOf(undrawn)));
        Assert.True(gate.OnClaim(4, real with { Epoch = 1 }));
        Assert.True(gate.OnClaim(5, real with { View = real.View + Limits.Consensus.MaxClaimsAhead + 1 }));
        Assert.True(gate.OnClaim(6, real with { View = real.View - 1 }));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
    }

    [Fact]
    public void PeerIsHeardOnceAView()
    {
        LeadGate gate = Enter(s_two.Worse);
        Claim(gate, s_two.Worse);
        Assert.False(gate.OnClaim(1, ClaimOf(s_two.Better) with { Proof = default }));
        Assert.True(gate.OnClaim(1, ClaimOf(s_two.Better)));
        Assert.Equal(LeadVerdict.Go, gate.BeforeBuilding(StartMs));
        Assert.True(gate.OnClaim(2, ClaimOf(s_two.Better)));
        Assert.Equal(LeadVerdict.Wait, gate.BeforeBuilding(StartMs));
    }

    [Fact]
    public void LongerTimeout_StretchesTheWaits()
    {
        LeadGate gate = Enter(s_two.Worse, s_two.View, 3_000);
        Assert.Equal(StartMs + 700, gate.DeadlineMs);
    }

    [Fact]
    public void OldParent_TheViewStartsAtOnce()
    {
        LeadGate gate = new(s_keys.Genesis, s_epoch.Validators[0].Address, s_factory, ConsensusTiming.ForSlot(500));
        gate.Enter(s_epoch, 1, EnteredMs, WallMs, WallMs - 10_000, 1_500);
        Assert.Equal(EnteredMs + 350, gate.DeadlineMs);
    }

    [Fact]
    public void ParentFarAhead_TheViewStartsWithinASlot()
    {
        LeadGate gate = new(s_keys.Genesis, s_epoch.Validators[0].Address, s_factory, ConsensusTiming.ForSlot(500));
        gate.Enter(s_epoch, 1, EnteredMs, WallMs, ulong.MaxValue, 1_500);
        Assert.Equal(FallbackMs, gate.DeadlineMs);
    }

    [Fact]
    public void NotInTheSet_ClaimsNothing()
    {
        LeadGate gate = new(s_keys.Genesis, default, s_factory, ConsensusTiming.ForSlot(500));
        EnterView(gate, s_two.View, 1_500);
        Assert.Null(Claim(gate, s_two.Better));
    }

    private static LeadGate Enter(ushort own, ulong? view = null, long timeoutMs = 1_500)
    {
        LeadGate gate = new(s_keys.Genesis, s_epoch.Validators[own].Address, s_factory, ConsensusTiming.ForSlot(500));
        EnterView(gate, view ?? s_two.View, timeoutMs);
        return gate;
    }

    // The parent is as old as now: the view starts a slot later.
    private static void EnterView(LeadGate gate, ulong view, long timeoutMs) =>
        gate.Enter(s_epoch, view, EnteredMs, WallMs, WallMs, timeoutMs);

    private static LeaderClaim? Claim(LeadGate gate, ushort own) =>
        gate.OnOwnProof(s_two.View, s_keys.Prove(own, s_lottery.Alpha(s_two.View)).Span);

    private static LeaderClaim ClaimOf(ushort validator) =>
        new(0, s_two.View, validator, s_keys.Prove(validator, s_lottery.Alpha(s_two.View)));

    private static Header HeaderOf(ushort proposer, LeadKind kind) =>
        KeyedCommittee.Child(s_epoch.RootHeader, s_epoch.RootCertificate, s_two.View) with
        {
            Proposer = proposer,
            LeadKind = kind,
            VrfProof = s_keys.Prove(proposer, s_lottery.Alpha(s_two.View)),
        };

    private static bool IsDrawn(int validator, ulong view, out LeadRank rank)
    {
        Span<byte> output = stackalloc byte[64];
        byte[] alpha = s_lottery.Alpha(view);
        VrfProof proof = s_keys.Prove((ushort)validator, alpha);
        Assert.True(s_factory.Create(s_epoch).VerifyVrf(validator, alpha, proof, output));
        return s_lottery.TryRank(validator, output, out rank);
    }

    private static (ulong View, ushort Better, ushort Worse) FindView()
    {
        for (ulong view = 10; ; view++)
        {
            List<(LeadRank Rank, ushort Validator)> drawn = [];
            for (ushort validator = 0; validator < 4; validator++)
            {
                if (IsDrawn(validator, view, out LeadRank rank))
                {
                    drawn.Add((rank, validator));
                }
            }
            drawn.Sort();
            if (drawn.Count == 2)
            {
                return (view, drawn[0].Validator, drawn[1].Validator);
            }
        }
    }

    private static CommitteeCryptoFactory CreateFactory()
    {
        Assert.True(CommitteeCryptoFactory.TryCreate(s_keys.Genesis, out CommitteeCryptoFactory? factory, out _));
        return factory;
    }
}
