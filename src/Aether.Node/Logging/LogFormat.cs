namespace Aether.Node.Logging;

/// <summary>How a line of the log looks.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,

    /// <summary>key=value pairs.</summary>
    Logfmt,
}
