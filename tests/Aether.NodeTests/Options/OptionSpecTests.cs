using Aether.Node.Logging;
using Aether.Node.Options.Model;
using Xunit;

namespace Aether.NodeTests.Options;

public sealed class OptionSpecTests
{
    [Fact]
    public void Table_KeysFlagsAndVariables_AreDistinct()
    {
        Assert.Distinct(NodeOptionTable.All.Select(spec => spec.Key));
        Assert.Distinct(NodeOptionTable.All.Select(spec => spec.Flag));
        Assert.Distinct(NodeOptionTable.All.Select(spec => spec.Variable));
    }

    [Fact]
    public void Table_EveryDefault_IsAValue() => Assert.All(
        NodeOptionTable.All.Where(spec => spec.Default.Length > 0), spec => Assert.Null(spec.Fault(spec.Default)));

    [Theory]
    [InlineData("rpc.port", "65535")]
    [InlineData("shutdown.timeout", "500ms")]
    [InlineData("disk.stop", "3%,2GiB")]
    [InlineData("log.level", "warn,storage=debug")]
    [InlineData("p2p.proposals", "whole")]
    [InlineData("p2p.proposals", "Whole")]
    public void Fault_Value_IsNone(string key, string text) => Assert.Null(NodeOptionTable.Of(key).Fault(text));

    [Theory]
    [InlineData("rpc.port", "65536", "is a whole number from 0 to 65535, not '65536'")]
    [InlineData("rpc.port", "-1", "is a whole number from 0 to 65535, not '-1'")]
    [InlineData("rpc.port", " 1", "is a whole number from 0 to 65535, not ' 1'")]
    [InlineData("execution.lanes", "0", "is a whole number from 1 to")]
    [InlineData("shutdown.timeout", "30", "is a time such as")]
    [InlineData("disk.stop", "3", "is a share such as 15%")]
    [InlineData("disk.stop", "91%", "is a share such as 15%")]
    [InlineData("disk.stop", "3%,4%", "is a share such as 15%")]
    [InlineData("disk.stop", "99999999999TiB", "is a share such as 15%")]
    [InlineData("log.level", "loud", "is one of debug, info")]
    [InlineData("log.level", "info,storage=debug,storage=info", "is one of debug, info")]
    [InlineData("storage.pruning", "archiv", "did you mean 'archive'?")]
    public void Fault_NoValue_SaysWhatItIs(string key, string text, string expected) =>
        Assert.Contains(expected, NodeOptionTable.Of(key).Fault(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("p2p.proposals", "Whole", "whole")]
    [InlineData("rpc.port", "80", "80")]
    public void Canonical_Choice_IsAsTheTableWritesIt(string key, string text, string expected) =>
        Assert.Equal(expected, NodeOptionTable.Of(key).Canonical(text));

    [Fact]
    public void Variable_FollowsFromTheKey() =>
        Assert.Equal("AETHER__P2P__ACCEPT_EXPIRED_TRUST", NodeOptionTable.Of("p2p.accept_expired_trust").Variable);

    [Fact]
    public void LogLevels_ModuleBeforeTheRest()
    {
        Assert.True(LogLevels.TryParse("warn,storage=debug", out LogLevels? levels));
        Assert.True(levels.IsOn("storage", LogLevel.Debug));
        Assert.False(levels.IsOn("p2p", LogLevel.Info));
        Assert.True(levels.IsOn("p2p", LogLevel.Error));
    }
}
