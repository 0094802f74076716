using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Why a contract failed.</summary>
/// <param name="Contract">Which contract.</param>
/// <param name="Detail">Number of the trap, or the code it aborted with.</param>
/// <param name="Undeclared">What the transaction must declare; null when that is not the reason.</param>
/// <param name="Data">What it aborted with.</param>
public sealed record SimulatedFailure(
    [property: JsonRequired] Hash256 Contract,
    [property: JsonRequired] uint Detail,
    UndeclaredAccess? Undeclared,
    [property: JsonRequired] byte[] Data);
