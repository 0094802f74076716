using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Aether.Tools.Cli;

/// <summary>A parsed command line as one that says everything: defaults and the endpoint are written out.</summary>
internal static class CommandText
{
    /// <summary>The line, quoted for a POSIX shell.</summary>
    public static string Of(ParseResult arguments, Uri endpoint)
    {
        List<string> words = [];
        for (Command? command = arguments.CommandResult.Command; command is not null;
            command = command.Parents.OfType<Command>().FirstOrDefault())
        {
            words.Insert(0, command is RootCommand ? "aetherctl" : command.Name);
        }
        Command chosen = arguments.CommandResult.Command;
        foreach (Argument argument in chosen.Arguments)
        {
            words.AddRange(arguments.GetResult(argument)?.Tokens.Select(token => Quote(token.Value)) ?? []);
        }
        foreach (Option option in chosen.Options)
        {
            Add(words, arguments, option);
        }
        words.AddRange(["--rpc", Quote(endpoint.ToString())]);
        foreach (Option option in new Option[] { GlobalOptions.Json, GlobalOptions.Field, GlobalOptions.Yes })
        {
            Add(words, arguments, option);
        }
        return string.Join(' ', words);
    }

    /// <summary>A word as a POSIX shell reads it back.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=,@+%".Contains(letter))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static void Add(List<string> words, ParseResult arguments, Option option)
    {
        OptionResult? given = arguments.GetResult(option);
        if (given is { Implicit: false })
        {
            AddGiven(words, option, given);
        }
        else if (option.HasDefaultValue && Text(option.GetDefaultValue()) is { } value)
        {
            words.AddRange([option.Name, Quote(value)]);
        }
    }

    private static void AddGiven(List<string> words, Option option, OptionResult given)
    {
        if (given.Tokens.Count == 0)
        {
            words.Add(option.Name);
        }
        foreach (Token token in given.Tokens)
        {
            words.AddRange([option.Name, Quote(token.Value)]);
        }
    }

    private static string? Text(object? value) => value switch
    {
        null or false or Array => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
