namespace Aether.Pipeline.Status;

/// <summary>Told how long the work of a pipeline takes.</summary>
/// <remarks>
/// <b>Threads</b>: called on the thread that did the work, several at once. It returns at once, keeps no thread
/// waiting and does not throw.
/// </remarks>
public interface IPipelineProbe
{
    /// <summary>Something was done.</summary>
    void OnDone(in WorkDone done);
}
