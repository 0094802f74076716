namespace Aether.Tools.Cli.Errors;

/// <summary>What is said about one error code, whatever the case that produced it.</summary>
/// <param name="Code">`AE-` and four digits.</param>
/// <param name="Exit">Exit code of the process.</param>
/// <param name="Name">One word for programs and for people who search.</param>
/// <param name="Title">What happened, without a full stop.</param>
/// <param name="Cause">Why it happens, one or two sentences.</param>
/// <param name="Remedy">What to try, in the order in which it helps.</param>
/// <param name="Retriable">True when the same command may succeed later without any change.</param>
/// <param name="Program">The program that ends with it.</param>
internal sealed record ErrorEntry(
    string Code,
    ExitCode Exit,
    string Name,
    string Title,
    string Cause,
    string Remedy,
    bool Retriable = false,
    string Program = ErrorEntry.Client)
{
    /// <summary>The program of users.</summary>
    public const string Client = "aetherctl";

    /// <summary>The node.</summary>
    public const string Node = "aether";

    /// <summary>Where it is documented, below the root of the repository.</summary>
    public string Document => $"src/docs/specs/exit-codes.md#{Code.ToLowerInvariant()}";
}
