using Aether.Core;
using Aether.Node.Options;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class AbstentionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-abstention-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Abstention_HoldsOverStartsUntilItEnds()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        Assert.Null(Abstention.Read(_folder));

        Abstention.Begin(_folder, now);
        Assert.Equal((ulong)(now.ToUnixTimeMilliseconds() + Limits.Joining.AbstentionMs), Abstention.Read(_folder));
        Assert.NotNull(Abstention.Read(_folder));

        Abstention.End(_folder);
        Assert.Null(Abstention.Read(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    public void Read_WhatIsNoTime_RefusesToStart(string text)
    {
        File.WriteAllText(Path.Combine(_folder, Abstention.Name), text);
        Assert.Throws<NodeStartException>(() => Abstention.Read(_folder));
    }
}
