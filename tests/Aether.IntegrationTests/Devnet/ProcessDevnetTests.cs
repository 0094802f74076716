using Aether.Node.Devnet;
using Aether.Node.Devnet.Chaos;
using Aether.Node.Devnet.Links;
using Aether.Node.Devnet.Processes;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

/// <summary>Validators that are processes, over real QUIC.</summary>
public sealed class ProcessDevnetTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("processes").FullName;

    [Fact]
    public async Task StartAsync_FourProcesses_AgreeAndGoOnWithoutOneThatComesBack()
    {
        DevnetOptions options = new(4, _folder, 1, null, false, 0) { Processes = true };
        (ProcessDevnet devnet, _) = await ProcessDevnet.StartAsync(DevnetFolder.OpenOrCreate(options), options);
        using (devnet)
        {
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= 3);
            devnet.Kill(3);
            ulong killed = Highest(devnet);
            await WaitAsync(devnet, sample => sample.Validators.Max(one => one.FinalizedHeight) >= killed + 4);
            await devnet.RestartAsync(3);
            ulong back = Highest(devnet);
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= back + 2);
            DevnetSummary summary = devnet.Meter.Summarise();
            Assert.True(summary.StateRootEqual);
            Assert.Equal(0, summary.Equivocations);
        }
    }

    [Fact]
    public async Task StartAsync_NamespacesWithDelayAndLoss_FinaliseAndMendAfterAPartition()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        LinkShape shape = new() { DelayMicros = 20_000, JitterMicros = 5_000, LossPerMillion = 10_000 };
        DevnetOptions options = new(4, _folder, 1, null, false, 0) { Processes = true, Links = shape };
        (ProcessDevnet devnet, _) = await ProcessDevnet.StartAsync(DevnetFolder.OpenOrCreate(options), options);
        using (devnet)
        {
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= 3);
            devnet.Partition([0, 1], [2, 3], cut: true);
            await PassAsync(devnet, ms: 2_000);
            ulong halted = Highest(devnet);
            await PassAsync(devnet, ms: 2_000);
            Assert.Equal(halted, Highest(devnet));
            devnet.Partition([0, 1], [2, 3], cut: false);
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= halted + 3);
            Assert.True(devnet.Meter.Summarise().StateRootEqual);
        }
    }

    [Fact]
    public async Task RunDue_ScriptWithKillAndPause_EveryoneCatchesUpAndAgrees()
    {
        const string Text = """
            [[events]]
            at = "1s"
            do = "kill"
            nodes = "3"
            [[events]]
            at = "3s"
            do = "restart"
            nodes = "3"
            [[events]]
            at = "5s"
            do = "pause"
            nodes = "1"
            [[events]]
            at = "7s"
            do = "resume"
            nodes = "1"
            """;
        DevnetOptions options = new(4, _folder, 1, null, false, 0) { Processes = true };
        (ProcessDevnet devnet, _) = await ProcessDevnet.StartAsync(DevnetFolder.OpenOrCreate(options), options);
        using (devnet)
        {
            ChaosRun chaos = new(ChaosScript.Parse(Text, 4, hasLinks: false), devnet);
            List<string> happened = [];
            long start = devnet.Meter.Sample().ElapsedMs;
            await WaitAsync(devnet, sample =>
            {
                chaos.RunDue(TimeSpan.FromMilliseconds(sample.ElapsedMs - start), next => happened.Add(next.Text));
                return chaos.Next is null;
            });
            Assert.Equal(["kill 3", "restart 3", "pause 1", "resume 1"], happened);
            ulong back = Highest(devnet);
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= back + 3);
            Assert.True(devnet.Meter.Summarise().StateRootEqual);
            Assert.Null(devnet.Ended);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ulong Highest(ProcessDevnet devnet) =>
        devnet.Meter.Sample().Validators.Max(validator => validator.FinalizedHeight);

    // What was on its way when the links were cut has arrived, and nothing follows: halves have no quorum.
    private static Task PassAsync(ProcessDevnet devnet, int ms)
    {
        long until = devnet.Meter.Sample().ElapsedMs + ms;
        return WaitAsync(devnet, sample => sample.ElapsedMs >= until);
    }

    // Reports come each second; what is waited for is in one of them.
    private static async Task WaitAsync(ProcessDevnet devnet, Func<DevnetSample, bool> reached)
    {
        using CancellationTokenSource late = new(s_patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        while (!reached(devnet.Meter.Sample()))
        {
            await timer.WaitForNextTickAsync(late.Token);
        }
    }
}
