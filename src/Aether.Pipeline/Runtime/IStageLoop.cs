namespace Aether.Pipeline.Runtime;

/// <summary>The stages of one thread, run in turn.</summary>
internal interface IStageLoop
{
    /// <summary>Runs each stage over at most one batch. True when any of them had work.</summary>
    bool TryRun();

    /// <summary>How long the thread may park when nothing arrives, in milliseconds; -1 for no deadline.</summary>
    int ParkMs();
}
