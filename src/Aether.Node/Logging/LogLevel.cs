namespace Aether.Node.Logging;

/// <summary>How much a line of the log matters, in ascending order.</summary>
internal enum LogLevel
{
    /// <summary>For whoever looks for a fault.</summary>
    Debug,

    /// <summary>What a node does.</summary>
    Info,

    /// <summary>Something to look at; the node goes on.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Above every line: writes nothing.</summary>
    Off,
}
