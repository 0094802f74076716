using Aether.Execution.Storage;
using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Options;

public sealed class PruningOptionsTests
{
    [Fact]
    public void Parse_ProfilesWithTheirDistances()
    {
        Assert.Equal(Retention.Archive, PruningOptions.Parse("archive", null, null));
        Assert.Equal(Retention.Full, PruningOptions.Parse("full", null, null));
        Assert.Equal(Retention.Minimal, PruningOptions.Parse("minimal", null, null));
        Assert.Equal(128UL, PruningOptions.Parse("full", 128, null).States);
        Assert.False(PruningOptions.Parse("full", 0, null).KeepsStates);
        Assert.Equal(9U, PruningOptions.Parse("minimal", null, 9).Epochs);
    }

    [Theory]
    [InlineData("all", null, null)]
    [InlineData("archive", 5L, null)]
    [InlineData("minimal", 5L, null)]
    [InlineData("full", -1L, null)]
    [InlineData("full", null, 4)]
    [InlineData("archive", null, 4)]
    [InlineData("minimal", null, 1)]
    public void Parse_WhatDoesNotFit_IsAUsageError(string profile, long? states, int? epochs)
    {
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => PruningOptions.Parse(profile, states, epochs));
        Assert.Equal(ExitCode.Usage, error.Code);
    }
}
