using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>The parts of a header that clients use; <paramref name="RawHeader"/> holds all of it.</summary>
/// <param name="Hash">Block hash as the node claims it.</param>
/// <param name="Height">Height.</param>
/// <param name="View">View (slot number).</param>
/// <param name="TimestampMs">Milliseconds since the Unix epoch.</param>
/// <param name="StateRoot">Root of the state after the block.</param>
/// <param name="BaseFee">Fee multiplier, Q32.32.</param>
/// <param name="Finalized">True once final.</param>
/// <param name="RawHeader">Canonical bytes.</param>
public sealed record HeaderInfo(
    [property: JsonRequired] Hash256 Hash,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] ulong View,
    [property: JsonRequired] ulong TimestampMs,
    [property: JsonRequired] Hash256 StateRoot,
    [property: JsonRequired] UInt128 BaseFee,
    [property: JsonRequired] bool Finalized,
    [property: JsonRequired] byte[] RawHeader);
