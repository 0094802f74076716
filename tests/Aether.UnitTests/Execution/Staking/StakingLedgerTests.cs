using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

/// <summary>Chains of random votes, offences and epochs against <see cref="SpecStaking"/>, value by value.</summary>
public sealed class StakingLedgerTests
{
    private const int Blocks = 600;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomChains_EqualTheSpecification(int seed)
    {
        Chain chain = new(seed, epochSlots: 40);
        for (int block = 0; block < Blocks; block++)
        {
            chain.Extend(absentPercent: 40, offencePercent: 10);
        }
        Assert.True(chain.Spec.Staking.Epoch >= 10);
        Assert.True(chain.Spec.Staking.Burned > 0);
        Assert.Contains(chain.Spec.Staking.Validators.Values, item => item.IsTombstoned);
    }

    [Fact]
    public void LongAbsence_CostsStakeUpToACap_AndJails()
    {
        Chain chain = new(seed: 4, epochSlots: 2_500) { Absent = 2, SkipsViews = false };
        Address absent = chain.Spec.Staking.Serving[2].Address;
        UInt128 stake = chain.Spec.Staking.Serving[2].Stake;
        for (int block = 0; block < 2_600; block++)
        {
            chain.Extend(absentPercent: 0, offencePercent: 0);
        }
        Assert.Equal(1U, chain.Spec.Staking.Epoch);
        Assert.True(chain.State.TryGetValidator(absent, out ValidatorRecord? record));
        // 1,494 views beyond a full window at ten parts in a million each are over the cap of one percent.
        Assert.Equal(stake - (stake / 100), record.Stake);
        Assert.Equal(5U, record.JailedUntil);
        Assert.False(record.IsTombstoned);
        Assert.Equal(chain.Spec.Staking.Serving.Count - 1, chain.State.GetSnapshot().Count);
    }

    [Fact]
    public void EveryoneConvicted_LeavesTheLastSetServing()
    {
        Chain chain = new(seed: 5, epochSlots: 8);
        foreach (Validator validator in chain.Spec.Staking.Serving.Validators.ToArray())
        {
            chain.Accuse(new Conviction(validator.Address, 0, EvidenceKind.Amnesia, 1));
        }
        for (int block = 0; block < 40; block++)
        {
            chain.Extend(absentPercent: 0, offencePercent: 0);
        }
        Assert.True(chain.Spec.Staking.Epoch > 2);
        Assert.Equal(4, chain.State.GetSnapshot().Count);
    }

    [Fact]
    public void AnOffence_IsPunishedOnce()
    {
        Chain chain = new(seed: 6, epochSlots: 100);
        Address guilty = chain.Spec.Staking.Serving[0].Address;
        Conviction conviction = new(guilty, 0, EvidenceKind.DoublePrevote, 3);
        Assert.True(chain.TryPunish(conviction));
        Assert.False(chain.TryPunish(conviction));
        Assert.False(chain.TryPunish(conviction with { View = 9 }));
        Assert.False(chain.TryPunish(conviction with { Epoch = 1 }));
        Assert.False(chain.TryPunish(conviction with { Validator = TestLedger.Owners[0] }));
        Assert.True(chain.TryPunish(conviction with { Kind = EvidenceKind.DoublePrecommit }));
    }

    /// <summary>A chain that grows by one block at a time in the state and in the specification.</summary>
    private sealed class Chain
    {
        private readonly Random _random;
        private readonly Genesis _genesis;
        private readonly BigInteger _supply;
        private readonly Queue<Conviction> _accusations = new();
        private Header _parent;

        public Chain(int seed, uint epochSlots)
        {
            _random = new Random(seed);
            Genesis template = TestLedger.Genesis;
            _genesis = new Genesis(
                template.ChainId,
                template.TimestampMs,
                new ChainParameters { EpochSlots = epochSlots },
                new ValidatorSet([.. template.Validators.Validators.ToArray().Select(
                    (validator, index) => validator with { Stake = 1_000_000 + (UInt128)(index * 777) })]),
                [.. template.Accounts]);
            State = TestLedger.InitialState(_genesis);
            Spec = new SpecLedger(_genesis);
            _parent = GenesisBlock.CreateHeader(_genesis, State.Root);
            _supply = Spec.Supply(AssetId.Swr);
        }

        public BlockState State { get; private set; }

        public SpecLedger Spec { get; }

        /// <summary>A validator that never votes.</summary>
        public int? Absent { get; init; }

        /// <summary>Some views have no block.</summary>
        public bool SkipsViews { get; init; } = true;

        public void Accuse(Conviction conviction) => _accusations.Enqueue(conviction);

        public bool TryPunish(Conviction conviction)
        {
            BlockBuilder builder = new(_genesis, State, Context(_parent.View + 1));
            bool punished = builder.TryPunish([conviction]);
            Assert.Equal(Spec.Punish([conviction], TestLedger.Owners[7]), punished);
            Finish(builder, _parent.View + 1);
            return punished;
        }

        public void Extend(int absentPercent, int offencePercent)
        {
            if (_random.Next(100) < offencePercent)
            {
                _accusations.Enqueue(RandomConviction());
            }
            ulong view = _parent.View + 1 + (ulong)(SkipsViews && _random.Next(10) == 0 ? _random.Next(20) : 0);
            BlockBuilder builder = new(_genesis, State, Context(view));
            while (!builder.IsClosing && _accusations.TryDequeue(out Conviction? conviction))
            {
                Assert.Equal(
                    Spec.Punish([conviction], TestLedger.Owners[7]), builder.TryPunish([conviction]));
            }
            Finish(builder, view);
            _parent = _parent with { Justify = Votes(absentPercent) };
        }

        private BlockContext Context(ulong view) =>
            new(view, State.Height + 1, TestLedger.Owners[7], BlockContext.UnitBaseFee)
            {
                Origin = TestLedger.Origin(_parent, Spec.Staking.Serving, Spec.Staking.Epoch),
            };

        private void Finish(BlockBuilder builder, ulong view)
        {
            uint epoch = Spec.Staking.Epoch;
            BlockExecution execution = builder.Finish();
            Spec.EndBlock(TestLedger.Owners[7]);
            bool closed = Spec.Staking.EndBlock(_parent, TestLedger.Hash((int)_parent.View).ToArray(), view);
            State = execution.PostState!;
            if (Spec.Staking.Epoch != epoch || view % 16 == 0)
            {
                Assert.Equal(NaiveTree.Root(Spec.Values()), State.Root);
            }
            Assert.Equal(_supply, Spec.Supply(AssetId.Swr));
            Assert.Equal(closed, execution.Transition is not null);
            if (execution.Transition is { } transition)
            {
                Assert.Equal(Spec.Staking.Epoch, transition.Epoch);
                Assert.Equal(Spec.Staking.Randomness, transition.Randomness.ToArray());
                Assert.Equal(Spec.Staking.Serving.ComputeHash(), transition.Validators.ComputeHash());
            }
            _parent = _parent with { Epoch = epoch, View = view, Height = State.Height, ParentHash = _parent.Hash };
        }

        // The certificate that the new parent carries for its own parent.
        private QuorumCertificate Votes(int absentPercent)
        {
            ValidatorSet set = Spec.Staking.Serving;
            if (_parent.Epoch != Spec.Staking.Epoch)
            {
                return QuorumCertificate.Root(_parent.Epoch, _parent.View, _parent.Hash);
            }
            byte[] bitmap = new byte[SignerBitmap.BytesFor(set.Count)];
            for (int index = 0; index < set.Count; index++)
            {
                if (index != Absent && _random.Next(100) >= absentPercent)
                {
                    SignerBitmap.Add(bitmap, index);
                }
            }
            return new QuorumCertificate(
                VoteKind.Prevote, _parent.Epoch, _parent.View, _parent.ParentHash, bitmap, default);
        }

        private Conviction RandomConviction()
        {
            Address[] all = [.. Spec.Staking.Validators.Keys];
            uint epoch = (uint)Math.Max(0, (int)Spec.Staking.Epoch - _random.Next(-1, 32));
            return new Conviction(
                all[_random.Next(all.Length)], epoch, (EvidenceKind)_random.Next(5), (ulong)_random.Next(100));
        }
    }
}
