using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>What a transaction in the next block pays. All multipliers are Q32.32.</summary>
/// <param name="Price">The block's multiplier times that of the dearest object asked for.</param>
/// <param name="Block">The multiplier of every transaction.</param>
/// <param name="Objects">The objects asked for, in that order.</param>
/// <param name="Height">Height of the block that leads to these prices.</param>
public sealed record FeeMarketInfo(
    [property: JsonRequired] UInt128 Price,
    [property: JsonRequired] UInt128 Block,
    [property: JsonRequired] ObjectPrice[] Objects,
    [property: JsonRequired] ulong Height);
