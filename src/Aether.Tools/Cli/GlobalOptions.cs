using System.CommandLine;

namespace Aether.Tools.Cli;

/// <summary>Options every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Where to call when nothing says so.</summary>
    public const string DefaultEndpoint = "http://127.0.0.1:8545";

    /// <summary>Variable that replaces the default endpoint.</summary>
    public const string EndpointVariable = "AETHER_RPC";

    /// <summary>The node's address.</summary>
    public static readonly Option<string?> Rpc = new("--rpc")
    {
        Description = $"Address of a node [default: --network, {EndpointVariable}, the network in use, "
            + $"else {DefaultEndpoint}]",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>A network by name.</summary>
    public static readonly Option<string?> Network = new("--network", "-n")
    {
        Description = "Network by its name in `aetherctl network ls`; its genesis is pinned on first use",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>Machine-readable output.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document: schema_version, success, data, errors, warnings, exit_code",
        Recursive = true,
    };

    /// <summary>One member of the result.</summary>
    public static readonly Option<string?> Field = new("--field")
    {
        Description = "Print one member of the JSON data, such as receipt.height",
        HelpName = "a.b.c",
        Recursive = true,
    };

    /// <summary>No notes, no warnings.</summary>
    public static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Print the result and errors, nothing else",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>What goes over the wire.</summary>
    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Show each request on stderr; -vv with bodies, secrets masked",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Whether labels on stderr are coloured.</summary>
    public static readonly Option<string> Color = new("--color")
    {
        Description = "Colour labels on stderr: auto, always, never; NO_COLOR and CLICOLOR_FORCE are heeded",
        HelpName = "WHEN",
        Recursive = true,
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Answers questions.</summary>
    public static readonly Option<bool> Yes = new("--yes", "-y")
    {
        Description = "Answer yes to every question",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>The whole command line.</summary>
    public static readonly Option<bool> PrintCommand = new("--print-command")
    {
        Description = "Print the command with every option it uses to stderr, to run it again anywhere",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } =
        [Rpc, Network, Json, Field, Quiet, Verbose, Color, Yes, PrintCommand];

    /// <summary>How often -v was given.</summary>
    public static int Verbosity(ParseResult arguments) => arguments.GetResult(Verbose)?.IdentifierTokenCount ?? 0;
}
