namespace Aether.Node.Devnet.Control;

/// <summary>A snapshot cannot be made or used; the message says why and what to do.</summary>
internal sealed class DevSnapshotException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Something is too many or too large: to try again changes nothing.</summary>
    public bool IsLimit { get; init; }
}
