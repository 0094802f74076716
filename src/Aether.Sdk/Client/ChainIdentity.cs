using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Which chain a node serves.</summary>
/// <param name="ChainId">Human name.</param>
/// <param name="GenesisHash">Hash of the genesis: what transactions are bound to.</param>
public sealed record ChainIdentity(
    [property: JsonRequired] string ChainId, [property: JsonRequired] Hash256 GenesisHash);
