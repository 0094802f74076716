using System.Text.Json.Serialization;

namespace Aether.Sdk.Client;

/// <summary>The canonical bytes of a genesis as a node sends them; unverified.</summary>
internal sealed record GenesisAnswer([property: JsonRequired] byte[] Raw);
