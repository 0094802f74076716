using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>What the client itself uses while it sends.</summary>
/// <param name="clock">The run's.</param>
/// <param name="isShared">The nodes run on this machine too.</param>
internal sealed class ClientMeter(RunClock clock, bool isShared)
{
    private readonly MachineMeter _machine = new();
    private readonly double _start = clock.Seconds;
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly TimeSpan _pauses = GC.GetTotalPauseDuration();

    /// <summary>The self-check of the time since this was made.</summary>
    public SelfCheck Check(
        double wakeLagP99, double starvedShare, double signerShare, double connectionWaitP99, long unsent, long sent)
    {
        double seconds = Math.Max(clock.Seconds - _start, 1e-9);
        return new SelfCheck
        {
            WakeLagP99 = wakeLagP99,
            StarvedShare = starvedShare,
            SignerShare = signerShare,
            ConnectionWaitP99 = connectionWaitP99,
            Processors = (Environment.CpuUsage.TotalTime - _processor).TotalSeconds / seconds,
            MachineProcessors = Environment.ProcessorCount,
            MachineUsed = isShared ? _machine.Processors : 0,
            IsShared = isShared,
            PauseShare = (GC.GetTotalPauseDuration() - _pauses).TotalSeconds / seconds,
            Unsent = unsent,
            Sent = sent,
        };
    }
}
