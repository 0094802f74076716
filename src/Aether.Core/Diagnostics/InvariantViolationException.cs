namespace Aether.Core.Diagnostics;

/// <summary>
/// Raised by <see cref="Check"/> when an assumption about our own state is false. Hosts stop the node on it.
/// </summary>
public sealed class InvariantViolationException : Exception
{
    /// <summary>Creates the exception with the violated expression as its message.</summary>
    public InvariantViolationException(string message)
        : base(message)
    {
    }
}
