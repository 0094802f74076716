using Aether.Pipeline.Status;

namespace Aether.Pipeline.Runtime;

/// <summary>Takes the time of work for the probe; reads no clock where there is none.</summary>
/// <remarks><b>Threads</b>: one for each watch. <b>Cost</b>: no allocation.</remarks>
internal sealed class WorkWatch(IPipelineProbe? probe, TimeProvider time)
{
    private long _rootStart;
    private uint _epoch;
    private ulong _view;

    /// <summary>Takes no times.</summary>
    public static WorkWatch None { get; } = new(null, TimeProvider.System);

    /// <summary>Somebody wants to know.</summary>
    public bool IsOn => probe is not null;

    /// <summary>Now; 0 when nobody wants to know.</summary>
    public long Now() => probe is null ? 0 : time.GetTimestamp();

    /// <summary>Work begins for a block of this place.</summary>
    public long Begin(uint epoch, ulong view)
    {
        (_epoch, _view) = (epoch, view);
        return Now();
    }

    /// <summary>The work that began at a time is done.</summary>
    public void Done(PipelineWork work, long start, int count = 0) =>
        Tell(work, start, Now(), _epoch, _view, count);

    /// <summary>As the execution engine calls it: before the state tree is changed, and after.</summary>
    public void OnStateRoot(bool begins)
    {
        if (begins)
        {
            _rootStart = Now();
        }
        else
        {
            Done(PipelineWork.StateRoot, _rootStart);
        }
    }

    /// <summary>Work between two times is done; nothing is told of times that are not known.</summary>
    public void Tell(PipelineWork work, long start, long end, uint epoch, ulong view, int count = 0)
    {
        if (probe is not null && start != 0 && end != 0)
        {
            probe.OnDone(new WorkDone(work, start, end, epoch, view, count));
        }
    }
}
