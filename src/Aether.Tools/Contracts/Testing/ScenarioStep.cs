using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Aether.Tools.Contracts.Testing;

/// <summary>One call.</summary>
/// <param name="Call">Name of the method.</param>
/// <param name="From">Who calls; `@alice` when left out.</param>
/// <param name="Inputs">Values by name, as JSON values of the description's types.</param>
/// <param name="Outputs">What it returns; null when that does not matter.</param>
/// <param name="Events">What it emits; null when that does not matter.</param>
/// <param name="Transfers">What it pays; null when that does not matter.</param>
/// <param name="Error">Name or number of the error it must end with; null when it must succeed.</param>
/// <param name="Height">Height of the block from this call on; the last one plus one when left out.</param>
/// <param name="Balances">Balances to set before the call: by account, then by asset, in base units.</param>
/// <param name="MaxGas">Most gas the call may use; null for the largest of a transaction.</param>
internal sealed record ScenarioStep(
    [property: JsonRequired] string Call,
    string? From = null,
    JsonObject? Inputs = null,
    JsonObject? Outputs = null,
    ScenarioEvent[]? Events = null,
    ScenarioTransfer[]? Transfers = null,
    string? Error = null,
    ulong? Height = null,
    Dictionary<string, Dictionary<string, string>>? Balances = null,
    ulong? MaxGas = null);
