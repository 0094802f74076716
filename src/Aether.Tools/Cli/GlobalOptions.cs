using System.CommandLine;

namespace Aether.Tools.Cli;

/// <summary>Options every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Where to call when neither option nor variable says so.</summary>
    public const string DefaultEndpoint = "http://127.0.0.1:8545";

    /// <summary>Variable that replaces the default endpoint.</summary>
    public const string EndpointVariable = "AETHER_RPC";

    /// <summary>The node's address.</summary>
    public static readonly Option<string?> Rpc = new("--rpc")
    {
        Description = $"Address of a node [default: {EndpointVariable}, else {DefaultEndpoint}]",
        HelpName = "URL",
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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Rpc, Json, Field];
}
