using Aether.Tools.LoadGen.Runs;
using Xunit;

namespace Aether.NodeTests.LoadGen.Runs;

public sealed class SelfCheckTests
{
    [Theory]
    [InlineData(10, 0.3, 1.0, true, "")]
    [InlineData(80, 0.3, 1.0, true, "send lag")]
    [InlineData(80, 0.3, 1.95, true, "")]
    [InlineData(80, 0.3, 1.95, false, "send lag")]
    [InlineData(80, 1.2, 1.95, true, "the client used 1.20 of 2 processors, which it shares with the nodes")]
    [InlineData(10, 1.2, 0, false, "")]
    [InlineData(10, 1.9, 0, false, "the client used 1.90 of 2 processors")]
    public void Judged_SharedMachine_BlamesTheClientForWhatItCouldHaveDone(
        double lag, double processors, double used, bool shared, string expected)
    {
        SelfCheck check = Check(lag, processors, used, shared).Judged(maxWakeLag: 50);
        if (expected.Length == 0)
        {
            Assert.Empty(check.Faults);
        }
        else
        {
            Assert.StartsWith(expected, Assert.Single(check.Faults), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_FirstLineOfTheSystem_LeavesOutWaiting()
    {
        Assert.Equal((15L, 45L), MachineMeter.Parse("cpu  1 2 3 10 20 4 5 0 7 8"));
        Assert.Equal((0L, 0L), MachineMeter.Parse(""));
    }

    private static SelfCheck Check(double lag, double processors, double used, bool shared) => new()
    {
        WakeLagP99 = lag,
        StarvedShare = 0,
        SignerShare = 0,
        ConnectionWaitP99 = 0,
        Processors = processors,
        MachineProcessors = 2,
        MachineUsed = shared ? used : 0,
        IsShared = shared,
        PauseShare = 0,
        Unsent = 0,
        Sent = 100,
    };
}
