using System.Text.Json.Nodes;

namespace Aether.Tools.Cli;

/// <summary>What a command found out.</summary>
/// <param name="Data">For programs: the `data` of the envelope.</param>
/// <param name="Lines">For people: label and value of each line of stdout.</param>
internal sealed record CommandResult(JsonNode Data, IReadOnlyList<(string Label, string Value)> Lines);
