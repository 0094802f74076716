using System.Text.Json.Serialization;

namespace Aether.Tools.Contracts.Testing;

/// <summary>One payment.</summary>
/// <param name="To">Who gets it.</param>
/// <param name="Asset">Of which asset.</param>
/// <param name="Amount">Base units.</param>
internal sealed record ScenarioTransfer(
    [property: JsonRequired] string To,
    [property: JsonRequired] string Asset,
    [property: JsonRequired] string Amount);
