namespace Aether.Node.Options;

/// <summary>
/// A configuration, genesis or key file that cannot be used. The message is one sentence for the operator.
/// </summary>
internal sealed class ConfigException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public ConfigException(string message)
        : base(message)
    {
    }
}
