namespace Aether.Tools.Cli.Networks;

/// <summary>Names that a user gave to addresses: <c>@NAME</c> stands for one wherever a command takes a word.</summary>
internal static class Aliases
{
    private const char Mark = '@';
    private const string Group = "alias";

    /// <summary>The arguments with each name replaced. Nothing is read when there is none.</summary>
    /// <exception cref="CliException">No address has that name, and no file either.</exception>
    public static string[] Replace(string[] arguments, CliEnvironment environment)
    {
        if (!arguments.Any(IsName))
        {
            return arguments;
        }
        if (Array.Exists(arguments, word => word is [not '-', ..]) && arguments.First(word => word[0] != '-') == Group)
        {
            // These commands are about the names.
            return [.. arguments.Select(word => IsName(word) ? word[1..] : word)];
        }
        NetworkFile file = NetworkFile.Read(environment.GetVariable);
        return [.. arguments.Select(word => IsName(word) ? AddressOf(file, word) : word)];
    }

    /// <summary>The address of a name.</summary>
    public static string Require(NetworkFile file, string name)
    {
        if (file.Content.Addresses?.TryGetValue(name, out string? address) == true)
        {
            return address;
        }
        IEnumerable<string> names = file.Content.Addresses?.Keys ?? Enumerable.Empty<string>();
        throw new CliException(
            ExitCode.Usage, ErrorCode.BadAddress, $"no address is named {name}",
            names.Any() ? $"there are: {string.Join(", ", names)}" : "none has been named",
            NearestName.To(name, names) is { } near ? $"did you mean @{near}?" : $"aetherctl alias add {name} ADDRESS");
    }

    private static bool IsName(string word) => word.Length > 1 && word[0] == Mark;

    // The parser of command lines takes a file of arguments by the same mark.
    private static string AddressOf(NetworkFile file, string word) =>
        file.Content.Addresses?.TryGetValue(word[1..], out string? address) == true ? address
            : File.Exists(word[1..]) ? word
            : Require(file, word[1..]);
}
