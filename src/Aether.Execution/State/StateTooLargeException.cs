namespace Aether.Execution.State;

/// <summary>The state does not fit in the memory it may use. Nothing is lost: more memory, or a higher limit, helps.
/// </summary>
public sealed class StateTooLargeException : Exception
{
    /// <summary>Creates the exception with one sentence for the operator.</summary>
    public StateTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Ends what would need more memory than is allowed.</summary>
    /// <param name="bytes">Bytes the state uses.</param>
    /// <param name="limit">Bytes it may use.</param>
    internal static void ThrowIfAbove(long bytes, long limit)
    {
        if (bytes > limit)
        {
            throw new StateTooLargeException(
                $"the state needs more than the {limit >> 20} MiB of memory that it may use; nothing is lost: give the "
                + "machine more memory, or the node a higher --state-memory, and start it again");
        }
    }
}
