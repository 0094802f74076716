namespace Aether.Execution.State;

/// <summary>What the store holds is not what was written. The node must stop and be repaired from its peers.</summary>
public sealed class StateCorruptException : Exception
{
    /// <summary>Creates the exception with what was found.</summary>
    public StateCorruptException(string message)
        : base(message)
    {
    }
}
