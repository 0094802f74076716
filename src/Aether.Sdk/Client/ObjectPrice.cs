using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>The multiplier of one object.</summary>
/// <param name="Id">Account or object.</param>
/// <param name="Multiplier">Q32.32; 2^32 when it is not in demand.</param>
public sealed record ObjectPrice(
    [property: JsonRequired] Hash256 Id,
    [property: JsonRequired] UInt128 Multiplier);
