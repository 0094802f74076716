using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>The description that a contract's code carries.</summary>
/// <param name="Id">Which contract.</param>
/// <param name="CodeHash">BLAKE3 of its code.</param>
/// <param name="CodeBytes">Size of its code.</param>
/// <param name="Abi">The section `aether.abi` as text; null when the code has none.</param>
public sealed record ContractAbiAnswer(
    [property: JsonRequired] Hash256 Id,
    [property: JsonRequired] Hash256 CodeHash,
    [property: JsonRequired] int CodeBytes,
    string? Abi);
