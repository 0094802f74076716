namespace Aether.Tools.LoadGen.Sending;

/// <summary>How a request ended.</summary>
internal enum SendKind : byte
{
    /// <summary>No answer that says anything.</summary>
    Unknown = 0,

    /// <summary>A result.</summary>
    Accepted = 1,

    /// <summary>An error of JSON-RPC.</summary>
    Refused = 2,

    /// <summary>An HTTP status other than 200.</summary>
    HttpStatus = 3,
}
