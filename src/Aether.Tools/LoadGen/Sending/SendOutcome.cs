namespace Aether.Tools.LoadGen.Sending;

/// <summary>What came of one request.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Code">The node's error code, or the HTTP status; 0 without one.</param>
internal readonly record struct SendOutcome(SendKind Kind, int Code)
{
    /// <summary>The node took it.</summary>
    public static SendOutcome Accepted => new(SendKind.Accepted, 0);

    /// <summary>Nobody knows: the connection ended or the answer was none.</summary>
    public static SendOutcome Unknown => new(SendKind.Unknown, 0);
}
