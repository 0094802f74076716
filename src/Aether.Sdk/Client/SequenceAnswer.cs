using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>What a node recorded of a slot it led; unverified.</summary>
/// <param name="View">Slot.</param>
/// <param name="BlockHash">The block that came of it, or null.</param>
/// <param name="Raw">The record's canonical bytes.</param>
public sealed record SequenceAnswer(
    [property: JsonRequired] ulong View, Hash256? BlockHash, [property: JsonRequired] byte[] Raw);
