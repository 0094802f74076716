using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class GenesisTests
{
    private readonly SeededRandom _random = new(3);

    [Fact]
    public void TheChainTagIsTheStartOfTheHash()
    {
        Genesis genesis = GenesisGenerator.Genesis(_random, 2);
        Assert.Equal(BitConverter.ToUInt64(genesis.Hash.Span[..8]), genesis.ChainTag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("bell\u0007")]
    public void AChainIdentifierIsPrintable(string chainId) =>
        Assert.Throws<InvariantViolationException>(() => Build(chainId));

    [Fact]
    public void AChainIdentifierHasAtMost64Bytes()
    {
        Assert.Equal(64, Build(new string('a', 64)).ChainId.Length);
        Assert.Throws<InvariantViolationException>(() => Build(new string('a', 65)));
    }

    [Fact]
    public void AccountsAreAscending()
    {
        GenesisAccount[] accounts = _random.SortedArray(4, GenesisGenerator.Account, item => item.Address);
        Assert.NotEmpty(Build("id", accounts).Accounts);
        Assert.Throws<InvariantViolationException>(() => Build("id", [.. accounts, accounts[0]]));
    }

    private Genesis Build(string chainId, params GenesisAccount[] accounts) =>
        new(chainId, 1, new ChainParameters(), GenesisGenerator.Set(_random, 2), accounts);
}
