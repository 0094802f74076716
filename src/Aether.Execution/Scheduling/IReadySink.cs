namespace Aether.Execution.Scheduling;

/// <summary>Takes transactions that wait for nobody any more.</summary>
internal interface IReadySink
{
    /// <summary>Takes one.</summary>
    void Push(int transaction);
}
