using Aether.Crypto.KeyFiles;
using Xunit;

namespace Aether.UnitTests.Crypto.KeyFiles;

public sealed class PasswordCostTests
{
    [Theory]
    [InlineData(1, PasswordCost.MinMemoryBytes, true)]
    [InlineData(0, PasswordCost.MinMemoryBytes, false)]
    [InlineData(1, PasswordCost.MinMemoryBytes - 1, false)]
    [InlineData(PasswordCost.MaxOperations, PasswordCost.MaxMemoryBytes, true)]
    [InlineData(PasswordCost.MaxOperations + 1, PasswordCost.MaxMemoryBytes, false)]
    [InlineData(PasswordCost.MaxOperations, PasswordCost.MaxMemoryBytes + 1, false)]
    [InlineData(uint.MaxValue, ulong.MaxValue, false)]
    public void IsAllowed_AtTheBounds(uint operations, ulong memoryBytes, bool allowed) =>
        Assert.Equal(allowed, new PasswordCost(operations, memoryBytes).IsAllowed);

    [Fact]
    public void Default_IsThreePassesOver256MiB() =>
        Assert.Equal(new PasswordCost(3, 268_435_456), PasswordCost.Default);
}
