using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

public sealed class CommitteeCryptoFactoryTests
{
    private readonly KeyedCommittee _keys;
    private readonly CommitteeCryptoFactory _factory;
    private readonly EpochContext _first;

    public CommitteeCryptoFactoryTests()
    {
        BlsVectors.SkipWithoutLibrary();
        _keys = new KeyedCommittee(10, 10, 10, 10);
        _first = EpochContext.First(_keys.Genesis, SimulatedGenesis.CreateHeader(_keys.Genesis));
        Assert.True(CommitteeCryptoFactory.TryCreate(_keys.Genesis, out CommitteeCryptoFactory? factory, out _));
        _factory = factory;
    }

    [Fact]
    public void Create_SetOfTheEpoch_DecidesWhoseVoteCounts()
    {
        Vote vote = _keys.Vote(VoteKind.Prevote, 1, _first.RootHash, 3);
        ValidatorSet smaller = new(_keys.Genesis.Validators.Validators[..3].ToArray());

        Assert.True(_factory.Create(_first).VerifyVote(vote));
        Assert.False(_factory.Create(_first with { Epoch = 1, Validators = smaller }).VerifyVote(vote));
    }

    [Fact]
    public void Create_SameSet_KeepsTheDecodedKeys()
    {
        ValidatorSet smaller = new(_keys.Genesis.Validators.Validators[..3].ToArray());
        IConsensusCrypto first = _factory.Create(_first);
        IConsensusCrypto other = _factory.Create(_first with { Epoch = 1, Validators = smaller });

        Assert.Same(first, _factory.Create(_first with { Epoch = 2 }));
        Assert.Same(other, _factory.Create(_first with { Epoch = 3, Validators = smaller }));
    }

    [Fact]
    public void Create_SetWithABadKey_IsABrokenInvariant()
    {
        Validator[] validators = _keys.Genesis.Validators.Validators.ToArray();
        validators[0] = validators[0] with { BlsKey = default };

        Assert.Throws<InvariantViolationException>(
            () => _factory.Create(_first with { Epoch = 1, Validators = new ValidatorSet(validators) }));
    }

    [Fact]
    public void TryCreate_BadGenesisKey_GivesTheReason()
    {
        Validator[] validators = _keys.Genesis.Validators.Validators.ToArray();
        validators[0] = validators[0] with { BlsKey = default };
        Genesis genesis = new(
            _keys.Genesis.ChainId, 0, _keys.Genesis.Parameters, new ValidatorSet(validators), []);

        Assert.False(CommitteeCryptoFactory.TryCreate(genesis, out _, out string reason));
        Assert.NotEmpty(reason);
    }
}
