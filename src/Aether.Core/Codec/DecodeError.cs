namespace Aether.Core.Codec;

/// <summary>
/// Why bytes are not the canonical form of a value. Numbers are stable: they appear in error messages.
/// </summary>
public enum DecodeError : byte
{
    /// <summary>The bytes were accepted.</summary>
    None = 0,

    /// <summary>The input ends inside a field.</summary>
    Truncated = 1,

    /// <summary>Bytes follow the value.</summary>
    TrailingBytes = 2,

    /// <summary>A length or count is over its limit.</summary>
    OverLimit = 3,

    /// <summary>A tag, boolean or option byte has no meaning.</summary>
    BadTag = 4,

    /// <summary>List entries are not strictly ascending.</summary>
    NotSorted = 5,

    /// <summary>A field has a value the type excludes.</summary>
    BadValue = 6,
}
