using Aether.Core;
using Aether.Execution.Storage;
using Aether.PipelineBench;
using Aether.PipelineBench.Report;
using Xunit;

namespace Aether.NodeTests.PipelineBench;

public sealed class PipelineBenchOptionsTests
{
    [Fact]
    public void TryParse_Nothing_IsOneValidatorForAMinute()
    {
        Assert.True(PipelineBenchOptions.TryParse([], out PipelineBenchOptions options, out string error), error);
        Assert.Equal((1, 60, 100_000), (options.Validators, options.Seconds, options.Accounts));
        Assert.Equal((BenchMode.Throughput, 0), (options.Mode, options.Rate));
        Assert.True(options.Parameters.IsValid());
    }

    [Fact]
    public void TryParse_Values_AreTaken()
    {
        string[] given =
        [
            "--quick", "--validators", "4", "--seconds", "7", "--rate", "500", "--json", "x.json",
            "--pruning", "archive",
        ];
        Assert.True(PipelineBenchOptions.TryParse(given, out PipelineBenchOptions options, out string error), error);
        Assert.Equal((4, 7, 10_000, 500), (options.Validators, options.Seconds, options.Accounts, options.Rate));
        Assert.Equal("x.json", options.JsonPath);
        Assert.Equal(PruningProfile.Archive, options.Retention.Profile);
        Assert.True(options.Most > options.Rate);
    }

    [Theory]
    [InlineData("--seconds", "0", "'--seconds' needs another value")]
    [InlineData("--seconds", "-3", "'--seconds' needs another value")]
    [InlineData("--validators", "65", "'--validators' needs another value")]
    [InlineData("--pruning", "most", "'--pruning' needs another value")]
    [InlineData("--fast", "1", "'pipeline' does not know '--fast'")]
    [InlineData("--slot-ms", "49", "no chain may have this slot time")]
    [InlineData("--block-bytes", "4000001", "no chain may have this slot time")]
    [InlineData("--pending", "60000", "there have to be")]
    [InlineData("--accounts", "1", "there have to be")]
    public void TryParse_WrongUse_IsOneSentence(string name, string value, string message)
    {
        Assert.False(PipelineBenchOptions.TryParse([name, value], out _, out string error));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void BoundOf_CountsBytesAndTheLimitOfTransactions()
    {
        Assert.Equal(9_900, ThroughputResult.BoundOf(2_000_000, 500, 404), 3);
        double most = Limits.Block.MaxTransactions * 1_000.0 / 50;
        Assert.Equal(most, ThroughputResult.BoundOf(4_000_000, 50, 100), 3);
    }

    [Theory]
    [InlineData("node 0 ingress", "ingress")]
    [InlineData("node 3 consensu", "consensus")]
    [InlineData("node 12 executi", "execution")]
    [InlineData("lane 1", "lanes")]
    [InlineData("rocksdb:low0", "RocksDB")]
    [InlineData("aether checkpoi", "checkpoint")]
    [InlineData("bash", "other")]
    public void KindOf_NamesCutByTheSystem_AreKnown(string name, string kind) =>
        Assert.Equal(kind, ThreadTimes.KindOf(name));
}
