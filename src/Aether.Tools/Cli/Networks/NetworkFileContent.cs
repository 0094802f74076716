using System.Text.Json.Serialization;

namespace Aether.Tools.Cli.Networks;

/// <summary>What <c>networks.json</c> holds.</summary>
/// <param name="SchemaVersion">Form of the file: 1.</param>
/// <param name="Current">The network in use; null for none.</param>
/// <param name="Networks">By name.</param>
/// <param name="Addresses">Addresses by the names that the user gave them; null for none.</param>
internal sealed record NetworkFileContent(
    [property: JsonRequired, JsonPropertyName("schema_version")] int SchemaVersion,
    string? Current,
    [property: JsonRequired] SortedDictionary<string, NetworkProfile> Networks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    SortedDictionary<string, string>? Addresses = null);
