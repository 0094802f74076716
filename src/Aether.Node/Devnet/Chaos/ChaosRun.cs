using Aether.Node.Devnet.Processes;

namespace Aether.Node.Devnet.Chaos;

/// <summary>Carries out a script on a devnet of processes. <b>Threads</b>: one.</summary>
internal sealed class ChaosRun(IReadOnlyList<ChaosEvent> events, ProcessDevnet devnet)
{
    /// <summary>Events that have happened.</summary>
    public int Done { get; private set; }

    /// <summary>When the next one is due; null after the last.</summary>
    public TimeSpan? Next => Done < events.Count ? events[Done].At : null;

    /// <summary>Lets happen what is due.</summary>
    /// <param name="elapsed">Since all nodes answered.</param>
    /// <param name="onEvent">Told each event.</param>
    public void RunDue(TimeSpan elapsed, Action<ChaosEvent> onEvent)
    {
        while (Next is { } at && at <= elapsed)
        {
            ChaosEvent next = events[Done++];
            CarryOut(next);
            onEvent(next);
        }
    }

    private void CarryOut(ChaosEvent next)
    {
        switch (next.Action)
        {
            case ChaosAction.Partition:
                int[] others = [.. Enumerable.Range(0, devnet.Nodes.Count).Except(next.Nodes)];
                devnet.Partition(next.Nodes, others, cut: true);
                return;
            case ChaosAction.Heal:
                devnet.Heal();
                return;
            case ChaosAction.Slow:
                devnet.Slow(next.DelayMicros, next.JitterMicros);
                return;
        }
        foreach (int node in next.Nodes)
        {
            CarryOut(next.Action, node);
        }
    }

    private void CarryOut(ChaosAction action, int node)
    {
        switch (action)
        {
            case ChaosAction.Kill:
                devnet.Kill(node);
                break;
            case ChaosAction.Restart:
                // Its process has been started when this returns; when it fails, it is one that ended by itself.
                _ = devnet.RestartAsync(node).ContinueWith(
                    static ended => ended.Exception, TaskScheduler.Default);
                break;
            case ChaosAction.Pause:
                devnet.Pause(node);
                break;
            default:
                devnet.Resume(node);
                break;
        }
    }
}
