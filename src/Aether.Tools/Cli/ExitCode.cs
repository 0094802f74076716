namespace Aether.Tools.Cli;

/// <summary>Exit codes, the same for every command. Described in <c>src/docs/specs/exit-codes.md</c>.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>A fault of this program.</summary>
    Unexpected = 1,

    /// <summary>Wrong usage or input.</summary>
    Usage = 2,

    /// <summary>The endpoint cannot be reached or is not ready.</summary>
    Unreachable = 3,

    /// <summary>The transaction was refused before inclusion; nothing was charged.</summary>
    Refused = 4,

    /// <summary>The transaction was included but failed; the fee was charged.</summary>
    Failed = 5,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 6,

    /// <summary>Timed out waiting; the outcome is unknown.</summary>
    TimedOut = 7,

    /// <summary>Refused by a key, permission or lock.</summary>
    Denied = 8,

    /// <summary>A verification failed.</summary>
    VerificationFailed = 9,

    /// <summary>A threshold or a check was missed: `doctor`, load runs.</summary>
    GateFailed = 10,

    /// <summary>The store or the disk failed; of `aether` alone.</summary>
    Storage = 74,

    /// <summary>A stop took too long; of `aether` alone.</summary>
    DrainTimeout = 75,

    /// <summary>Two conflicting blocks are final; of `aether` alone.</summary>
    Conflict = 76,

    /// <summary>Interrupted by SIGINT.</summary>
    Interrupted = 130,

    /// <summary>Interrupted by SIGTERM.</summary>
    Terminated = 143,
}
