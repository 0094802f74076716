using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>What a node says about itself.</summary>
/// <param name="Name">Program name.</param>
/// <param name="Version">Program version.</param>
/// <param name="ChainId">Human name of its chain.</param>
/// <param name="GenesisHash">Hash of its genesis.</param>
/// <param name="Epoch">The epoch it is in; null when it does not say.</param>
/// <param name="ValidatorIndex">Its index in the set of that epoch; null when it does not serve in it.</param>
/// <param name="UptimeMs">Time since it started.</param>
public sealed record NodeInfo(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Version,
    [property: JsonRequired] string ChainId,
    [property: JsonRequired] Hash256 GenesisHash,
    uint? Epoch,
    int? ValidatorIndex,
    ulong UptimeMs);
