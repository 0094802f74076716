using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Aether.Tools.Contracts.Testing;

/// <summary>One event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its values by name.</param>
internal sealed record ScenarioEvent([property: JsonRequired] string Name, JsonObject? Fields = null);
