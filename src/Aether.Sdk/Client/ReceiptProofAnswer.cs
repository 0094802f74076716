using System.Text.Json.Serialization;

namespace Aether.Sdk.Client;

/// <summary>Canonical bytes that show a receipt is under a header; unverified.</summary>
/// <param name="Raw">Merkle proof.</param>
/// <param name="Header">Header whose receipts root it leads to.</param>
/// <param name="Finality">Finality proof of the header; null while it is not final.</param>
public sealed record ReceiptProofAnswer(
    [property: JsonRequired] byte[] Raw, [property: JsonRequired] byte[] Header, byte[]? Finality);
