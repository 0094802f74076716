using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Canonical bytes that show a state value, or its absence, under a header; unverified.</summary>
/// <param name="Key">State key.</param>
/// <param name="Value">Value; null when absent.</param>
/// <param name="Proof">Sparse Merkle proof.</param>
/// <param name="Header">Header whose state root it leads to.</param>
/// <param name="Finality">Finality proof of the header; null while it is not final.</param>
public sealed record StateProofAnswer(
    [property: JsonRequired] Hash256 Key,
    byte[]? Value,
    [property: JsonRequired] byte[] Proof,
    [property: JsonRequired] byte[] Header,
    byte[]? Finality);
