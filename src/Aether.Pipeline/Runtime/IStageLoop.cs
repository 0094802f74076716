namespace Aether.Pipeline.Runtime;

/// <summary>The stages of one thread, run in turn.</summary>
internal interface IStageLoop
{
    /// <summary>Where the thread's time goes. The loop says which stage works, its runner says the rest.</summary>
    ThreadMeter Meter { get; }

    /// <summary>Runs each stage over at most one batch. True when any of them had work.</summary>
    bool TryRun();

    /// <summary>How long the thread may park when nothing arrives, in milliseconds; -1 for no deadline.</summary>
    int ParkMs();
}
