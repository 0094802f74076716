using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>How a command ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="ErrorCode">Code of the error in <c>exit-codes.md</c>; empty on success.</param>
/// <param name="Sentence">The error; empty on success.</param>
internal readonly record struct CommandOutcome(ExitCode Code, string ErrorCode, string Sentence)
{
    /// <summary>Did what was asked.</summary>
    public static CommandOutcome Success => new(ExitCode.Success, "", "");
}
