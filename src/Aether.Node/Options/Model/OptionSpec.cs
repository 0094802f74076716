using System.Globalization;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;

namespace Aether.Node.Options.Model;

/// <summary>One option of a node: its names, what it may be, and what it is when nobody says.</summary>
/// <param name="Key">Section and name, such as rpc.port.</param>
/// <param name="Flag">Name on the command line.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Description">One sentence or two, for help, the commented file and the reference.</param>
internal sealed record OptionSpec(string Key, string Flag, OptionKind Kind, string Description)
{
    /// <summary>The value when nobody says; empty for none.</summary>
    public string Default { get; init; } = "";

    /// <summary>How the value is found when nobody says and there is no fixed one.</summary>
    public string DefaultNote { get; init; } = "";

    /// <summary>Least number.</summary>
    public long Min { get; init; }

    /// <summary>Greatest number.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>What a number counts, such as MiB; empty for a plain number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A port that an instance number moves.</summary>
    public bool IsPort { get; init; }

    /// <summary>Part of the key before the dot.</summary>
    public string Section => Key[..Key.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Part of the key behind the dot.</summary>
    public string Name => Key[(Section.Length + 1)..];

    /// <summary>Its environment variable.</summary>
    public string Variable => $"{ConfigEnvironment.Prefix}{Section}__{Name}".ToUpperInvariant();

    /// <summary>What a value must be, for people: "a whole number from 0 to 65535".</summary>
    public string Expectation => Kind switch
    {
        OptionKind.Integer when Max == long.MaxValue => $"a whole number from {Min} on{Of(Unit)}",
        OptionKind.Integer => $"a whole number from {Min} to {Max}{Of(Unit)}",
        OptionKind.Boolean => "true or false",
        OptionKind.Duration => "a time such as 500ms, 30s, 5m or 2h",
        OptionKind.Choice => string.Join(", ", Choices.SkipLast(1)) + " or " + Choices[^1],
        OptionKind.List => "texts with commas between them",
        OptionKind.Space => "a share such as 15%, an amount such as 20GiB, or both with a comma",
        OptionKind.LogLevels => $"one of {LogLevels.Words}, and MODULE=LEVEL for modules, with commas",
        OptionKind.File => "a file",
        OptionKind.Folder => "a folder",
        _ => "a text",
    };

    /// <summary>Null if a text is a value of this option; else the sentence's end that says what is wrong.</summary>
    public string? Fault(string text)
    {
        bool ok = Kind switch
        {
            OptionKind.Integer =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && number >= Min && number <= Max,
            OptionKind.Boolean => text is "true" or "false",
            OptionKind.Duration => DurationText.TryParse(text, out _),
            OptionKind.Choice => Choices.Contains(text, StringComparer.OrdinalIgnoreCase),
            OptionKind.Space => SpaceThreshold.TryParse(text, out _),
            OptionKind.LogLevels => LogLevels.TryParse(text, out _),
            OptionKind.File or OptionKind.Folder => text.Length > 0,
            _ => true,
        };
        if (ok)
        {
            return null;
        }
        string hint = Kind == OptionKind.Choice && Suggestion.Closest(text, Choices) is { } near
            ? $", did you mean '{near}'?"
            : "";
        return $"is {Expectation}, not '{text}'{hint}";
    }

    /// <summary>How a value that <see cref="Fault"/> takes is kept: a choice as the table writes it.</summary>
    public string Canonical(string text) => Kind == OptionKind.Choice
        ? Choices.First(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
        : text;

    private static string Of(string unit) => unit.Length == 0 ? "" : $" ({unit})";
}
