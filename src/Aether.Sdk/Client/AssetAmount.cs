using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Base units of one asset.</summary>
public sealed record AssetAmount(
    [property: JsonRequired] AssetId Asset, [property: JsonRequired] UInt128 Amount);
