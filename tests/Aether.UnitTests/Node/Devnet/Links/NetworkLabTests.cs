using System.Diagnostics;
using Aether.Node.Devnet.Links;
using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Links;

/// <summary>As root these build namespaces; without root one sees the refusal, the other is skipped.</summary>
public sealed class NetworkLabTests
{
    private static readonly LinkShape s_slow = new() { DelayMicros = 20_000, JitterMicros = 1_000 };

    [Fact]
    public void Create_TwoNodes_PacketsTakeTheDelayAndCutsHold()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            NodeStartException refusal = Assert.Throws<NodeStartException>(
                () => NetworkLab.Create("aetest", 2, LinkShape.None, seed: 1));
            Assert.Contains("root", refusal.Message, StringComparison.Ordinal);
            return;
        }
        using NetworkLab lab = NetworkLab.Create(Name(), 2, s_slow, seed: 1);
        Stopwatch time = Stopwatch.StartNew();
        Assert.Equal("hello", Exchange(lab));
        Assert.True(time.ElapsedMilliseconds >= 38, "one way takes at least 19 ms");
        lab.Switch.SetCut(1, 0, cut: true);
        Assert.Equal("", Exchange(lab));
        lab.Switch.SetCut(1, 0, cut: false);
        Assert.Equal("hello", Exchange(lab));
    }

    [Fact]
    public void Create_RateAndLoss_AreTakenByTheKernel()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        LinkShape shape = new() { LossPerMillion = 1_000_000, BitsPerSecond = 10_000_000 };
        using NetworkLab lab = NetworkLab.Create(Name(), 2, shape, seed: 1);
        Assert.Equal("", Exchange(lab));
    }

    [Fact]
    public void Create_WrongShape_IsAUsageError()
    {
        LinkShape shape = new() { JitterMicros = 1 };
        NodeStartException refusal = Assert.Throws<NodeStartException>(
            () => NetworkLab.Create("aetest", 2, shape, seed: 1));
        Assert.Equal(ExitCode.Usage, refusal.Code);
    }

    private static string Name() => $"aetest{Environment.ProcessId}{Guid.NewGuid():N}"[..20];

    // Node 0 asks node 1, ten times at most; the answer, or nothing.
    private static string Exchange(NetworkLab lab)
    {
        const string Echo = "const s=require('dgram').createSocket('udp4');s.on('message',(m,r)=>s.send(m,r.port,"
            + "r.address));s.bind(7000,()=>console.log('ready'));";
        const string Ask = "const s=require('dgram').createSocket('udp4');let n=0;const end=t=>{console.log(t);"
            + "process.exit()};s.on('message',m=>end(m.toString()));"
            + "setInterval(()=>n++<10?s.send('hello',7000,'10.77.0.2'):end(''),50);";
        using Process echo = Start(lab, 1, Echo);
        try
        {
            Assert.Equal("ready", echo.StandardOutput.ReadLine());
            using Process ask = Start(lab, 0, Ask);
            return ask.StandardOutput.ReadLine() ?? "no line";
        }
        finally
        {
            echo.Kill();
        }
    }

    private static Process Start(NetworkLab lab, int node, string script)
    {
        string[] command = [.. lab.PrefixOf(node), "node", "-e", script];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
    }
}
