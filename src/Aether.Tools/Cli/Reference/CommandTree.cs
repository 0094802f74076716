using System.CommandLine;

namespace Aether.Tools.Cli.Reference;

/// <summary>The commands with their examples, for everything that is made from them.</summary>
/// <param name="Root">The root.</param>
/// <param name="Examples">Whole command lines of each command that does something.</param>
internal sealed record CommandTree(RootCommand Root, IReadOnlyDictionary<Command, string[]> Examples)
{
    private static readonly HashSet<string> s_paths = ["FILE", "KEYFILE", "PATH", "DIR", "FOLDER"];

    /// <summary>Every command with its path, in the order of help; the root is not among them.</summary>
    public IEnumerable<(string[] Path, Command Command)> Commands() => Below(Root, []);

    /// <summary>Options of a command alone, without those every command has.</summary>
    public static IEnumerable<Option> OwnOptions(Command command) =>
        command.Options.Where(option => !option.Hidden && option.Name is not ("--help" or "--version"));

    /// <summary>True when a word follows the option.</summary>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    /// <summary>True when that word names a file or folder.</summary>
    public static bool TakesPath(Option option) => TakesValue(option) && s_paths.Contains(option.HelpName ?? "");

    /// <summary>Words that an option takes; empty when they are not few.</summary>
    public static string[] ValuesOf(Option option) => option.Name switch
    {
        "--color" => ["auto", "always", "never"],
        "--asset" => ["SWR", "AIC"],
        "--wait" when option.HelpName == "LEVEL" => ["none", "included", "final"],
        _ => [],
    };

    /// <summary>Words that a command takes as its first argument; empty when they are not few.</summary>
    public static string[] ArgumentsOf(string path) => path switch
    {
        "completion" => ["bash", "zsh", "fish", "pwsh"],
        "block" => ["latest", "safe", "finalized", "earliest"],
        "explain" => [.. Errors.ErrorCatalogue.All.Select(entry => entry.Code)],
        _ => [],
    };

    private static IEnumerable<(string[] Path, Command Command)> Below(Command parent, string[] path)
    {
        foreach (Command child in parent.Subcommands.Where(child => !child.Hidden))
        {
            string[] here = [.. path, child.Name];
            yield return (here, child);
            foreach ((string[] Path, Command Command) found in Below(child, here))
            {
                yield return found;
            }
        }
    }
}
