using System.Buffers;

namespace Aether.Node.Rpc;

/// <summary>Identifiers that clients give their requests in <c>X-Request-Id</c>.</summary>
internal static class RequestIds
{
    private static readonly SearchValues<byte> s_allowed = SearchValues.Create(
        "-_.:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>True for a character that is echoed: letters, digits, and what UUIDs and traces use.</summary>
    public static bool IsAllowed(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.' or ':';

    /// <summary>The same for the bytes of a whole identifier.</summary>
    public static bool AreAllowed(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(s_allowed);
}
