namespace Aether.Node.Signing;

/// <summary>A key cannot be reached or used. The message says what to do and holds no secret.</summary>
internal sealed class KeyProviderException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public KeyProviderException(string message)
        : base(message)
    {
    }
}
