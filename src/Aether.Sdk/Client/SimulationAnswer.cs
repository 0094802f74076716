using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>What a transaction, or a call that only reads, would do at the executed head.</summary>
/// <param name="Error">Why it could not be in a block; null when it could.</param>
/// <param name="Status">Number of the receipt's status.</param>
/// <param name="StatusName">Its name; null when it could not be in a block.</param>
/// <param name="Failure">Why a contract failed; null when none did.</param>
/// <param name="GasUsed">Gas it would use.</param>
/// <param name="Output">What the last call would return.</param>
/// <param name="Reads">What it declares as read, with what was added.</param>
/// <param name="Writes">What it declares as written, with what was added.</param>
public sealed record SimulationAnswer(
    string? Error,
    [property: JsonRequired] byte Status,
    string? StatusName,
    SimulatedFailure? Failure,
    [property: JsonRequired] ulong GasUsed,
    [property: JsonRequired] byte[] Output,
    [property: JsonRequired] Hash256[] Reads,
    [property: JsonRequired] Hash256[] Writes);
