namespace Aether.Execution.State;

/// <summary>
/// An old state was read after the store had moved on. Readers beside the pipeline take the newest state and try again.
/// </summary>
public sealed class StateMovedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StateMovedException()
        : base("the state was pruned while it was read")
    {
    }
}
