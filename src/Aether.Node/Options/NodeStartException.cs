namespace Aether.Node.Options;

/// <summary>The node cannot start or go on. The message is one sentence that says what to do.</summary>
internal sealed class NodeStartException : Exception
{
    /// <summary>Creates the exception with its exit code and sentence.</summary>
    public NodeStartException(ExitCode code, string message)
        : base(message) => Code = code;

    /// <summary>The process's exit code.</summary>
    public ExitCode Code { get; }
}
