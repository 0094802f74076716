namespace Aether.Sdk.Client;

/// <summary>The endpoint cannot be reached, or what answers there does not speak this protocol.</summary>
public sealed class EndpointException : Exception
{
    /// <summary>Creates the exception; <paramref name="message"/> names the endpoint and the cause.</summary>
    public EndpointException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
