using Aether.Core;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class SignatureBudgetTests
{
    [Fact]
    public void Allows_UntilTheLimit_ThenAgainAfterReset()
    {
        SignatureBudget budget = new();
        for (int count = 0; count < Limits.Shred.MaxBadSignatures; count++)
        {
            Assert.True(budget.Allows(-5));
            budget.Charge(-5);
        }

        Assert.False(budget.Allows(-5));
        Assert.True(budget.Allows(-6));
        Assert.False(budget.Allows(SignatureBudget.Places - 5));
        budget.Reset();
        Assert.True(budget.Allows(-5));
    }
}
