using System.Text.Json.Serialization;

namespace Aether.Tools.Cli.Networks;

/// <summary>A network that somebody gave a name.</summary>
/// <param name="Rpc">Address of a node of it.</param>
/// <param name="GenesisHash">The chain, once a node has been asked; null until then.</param>
/// <param name="ChainId">Its name for people.</param>
internal sealed record NetworkProfile(
    [property: JsonRequired] string Rpc,
    string? GenesisHash = null,
    string? ChainId = null);
