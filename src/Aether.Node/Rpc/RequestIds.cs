namespace Aether.Node.Rpc;

/// <summary>Identifiers that clients give their requests in <c>X-Request-Id</c>.</summary>
internal static class RequestIds
{
    /// <summary>True for a character that is echoed: letters, digits, and what UUIDs and traces use.</summary>
    public static bool IsAllowed(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.' or ':';
}
