using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Base units of one asset that a transaction brought an account and took from it.</summary>
public sealed record AccountFlow(
    [property: JsonRequired] AssetId Asset,
    [property: JsonRequired] UInt128 In,
    [property: JsonRequired] UInt128 Out);
