namespace Aether.Node.Options;

/// <summary>Exit codes of `aether`, as listed in its help and in <c>src/docs/specs/exit-codes.md</c>.</summary>
internal enum ExitCode
{
    /// <summary>Did what was asked.</summary>
    Success = 0,

    /// <summary>A bug, or a missing native library.</summary>
    Unexpected = 1,

    /// <summary>Usage, configuration or input error.</summary>
    Usage = 2,

    /// <summary>An endpoint cannot be used: a port is taken.</summary>
    Endpoint = 3,

    /// <summary>Refused by a lock, permission or slashing protection.</summary>
    Refused = 8,

    /// <summary>A snapshot does not hold, or blocks executed again do not give what their headers say.</summary>
    Verification = 9,

    /// <summary>Storage or disk.</summary>
    Storage = 74,

    /// <summary>A stop that was asked for took longer than it may.</summary>
    DrainTimeout = 75,

    /// <summary>Two conflicting blocks are final; the node must not be started again by itself.</summary>
    Conflict = 76,

    /// <summary>Interrupted by SIGINT.</summary>
    Interrupted = 130,

    /// <summary>Stopped by SIGTERM.</summary>
    Terminated = 143,
}
