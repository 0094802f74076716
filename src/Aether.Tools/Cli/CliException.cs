using System.Text.Json.Nodes;

namespace Aether.Tools.Cli;

/// <summary>Ends a command with an error: what happened, why, and what to try.</summary>
internal sealed class CliException : Exception
{
    /// <summary>Creates the error. <paramref name="code"/> is one of <see cref="ErrorCode"/>.</summary>
    public CliException(ExitCode exit, string code, string what, string why, string hint)
        : base(what)
    {
        Exit = exit;
        Code = code;
        Why = why;
        Hint = hint;
    }

    /// <summary>Exit code of the process.</summary>
    public ExitCode Exit { get; }

    /// <summary>Stable code, `AE-` and four digits.</summary>
    public string Code { get; }

    /// <summary>The cause, one sentence.</summary>
    public string Why { get; }

    /// <summary>What to try, one sentence.</summary>
    public string Hint { get; }

    /// <summary>What is known all the same, for stdout; null when there is nothing.</summary>
    public CommandResult? Partial { get; init; }

    /// <summary>True when the same command may succeed later; null for what the catalogue says of the code.</summary>
    public bool? Retriable { get; init; }

    /// <summary>Facts for programs.</summary>
    public JsonObject? Details { get; init; }
}
