using System.Text.Json.Nodes;

namespace Aether.Tools.Cli;

/// <summary>What a command found out.</summary>
/// <param name="Data">For programs: the `data` of the envelope.</param>
/// <param name="Lines">For people: label and value of each line of stdout.</param>
internal sealed record CommandResult(JsonNode Data, IReadOnlyList<(string Label, string Value)> Lines)
{
    /// <summary>For people, instead of lines: text as it is, without the last line break; null for lines.</summary>
    public string? Text { get; init; }

    /// <summary>True for a result that a node gave as JSON null; <see cref="Data"/> is not printed then.</summary>
    public bool IsNull { get; init; }
}
