using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class ValidatorSetTests
{
    private readonly Validator[] _validators = new SeededRandom(11).Array(9, GenesisGenerator.Validator);

    [Fact]
    public void TheOrderIsByStakeThenAddressWhateverTheInputOrder()
    {
        Validator[] validators = _validators
            .Select((item, index) => item with { Stake = 1 + (uint)(index % 3) }).ToArray();
        ValidatorSet set = new(validators);
        ValidatorSet reversed = new(validators.Reverse());
        Assert.Equal(set.ComputeHash(), reversed.ComputeHash());
        Assert.Equal(
            validators.OrderByDescending(item => item.Stake).ThenBy(item => item.Address), set.Validators.ToArray());
        Assert.Equal((UInt128)18, set.TotalStake);
        Assert.All(validators, item => Assert.Same(item, set[set.IndexOf(item.Address)]));
        Assert.Equal(-1, set.IndexOf(default));
    }

    [Fact]
    public void TheStakeOfABitmapIsThatOfItsSigners()
    {
        ValidatorSet set = new(_validators.Select((item, index) => item with { Stake = UInt128.One << index }));
        Assert.Equal(set.TotalStake, set.StakeOf([0xFF, 0x01]));
        Assert.Equal(set[0].Stake + set[8].Stake, set.StakeOf([0x01, 0x01]));
        Assert.Equal(UInt128.Zero, set.StakeOf([]));
        Assert.Equal(set.TotalStake, set.StakeOf([0xFF, 0xFF]));
    }

    [Fact]
    public void EveryValidatorIsThereOnce()
    {
        Validator other = _validators[1] with { BlsKey = _validators[0].BlsKey };
        Assert.Throws<InvariantViolationException>(() => new ValidatorSet([]));
        Assert.Throws<InvariantViolationException>(() => new ValidatorSet([_validators[0], _validators[0]]));
        Assert.Throws<InvariantViolationException>(() => new ValidatorSet([_validators[0], other]));
    }
}
