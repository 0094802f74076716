using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

public sealed class ValidatorSelectionTests
{
    [Fact]
    public void Nobody_IsNoSet() => Assert.Null(ValidatorSelection.TryChoose([]));

    [Fact]
    public void TooMany_TheLargestStakesServe()
    {
        SeededRandom random = new(3);
        List<Validator> all = [];
        for (int index = 0; index < Limits.Consensus.MaxValidators + 3; index++)
        {
            Hash256 own = TestLedger.Hash(index);
            all.Add(GenesisGenerator.Validator(random) with
            {
                Address = new Address(own),
                BlsKey = new BlsPublicKey([.. own.Span, .. own.Span[..16]]),
                Stake = (UInt128)(1_000 + (index % 2_000)),
            });
        }
        Validator[] expected = [.. all.OrderByDescending(item => item.Stake).ThenBy(item => item.Address)
            .Take(Limits.Consensus.MaxValidators)];
        ValidatorSet chosen = ValidatorSelection.TryChoose(all)!;
        Assert.Equal(expected.Select(item => item.Address), chosen.Validators.ToArray().Select(item => item.Address));
    }
}
