namespace Aether.Node.Signing;

/// <summary>The safety log cannot be used. The message says the safe way out.</summary>
internal sealed class SafetyLogException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public SafetyLogException(string message)
        : base(message)
    {
    }
}
