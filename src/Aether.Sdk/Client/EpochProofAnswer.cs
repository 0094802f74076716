using System.Text.Json.Serialization;

namespace Aether.Sdk.Client;

/// <summary>The proof that shows the epoch after another; unverified.</summary>
/// <param name="Epoch">The epoch that is closed.</param>
/// <param name="Raw">The proof's canonical bytes.</param>
public sealed record EpochProofAnswer(
    [property: JsonRequired] uint Epoch, [property: JsonRequired] byte[] Raw);
