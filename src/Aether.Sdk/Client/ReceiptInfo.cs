using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>The outcome of an included transaction, as the node claims it.</summary>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="Status">Number of <see cref="ReceiptStatus"/>; 0 is success.</param>
/// <param name="StatusName">Its name.</param>
/// <param name="GasUsed">Gas charged.</param>
/// <param name="Fee">Fee charged, in base units of SWR.</param>
/// <param name="BlockHash">Block that includes it.</param>
/// <param name="Height">Height of that block.</param>
/// <param name="View">View of that block.</param>
/// <param name="Index">Position in that block.</param>
/// <param name="Finalized">True once that block is final.</param>
/// <param name="Raw">Canonical bytes of the receipt.</param>
/// <param name="Proof">Present when asked for.</param>
public sealed record ReceiptInfo(
    [property: JsonRequired] Hash256 TransactionHash,
    [property: JsonRequired] byte Status,
    [property: JsonRequired] string StatusName,
    [property: JsonRequired] ulong GasUsed,
    [property: JsonRequired] UInt128 Fee,
    [property: JsonRequired] Hash256 BlockHash,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] ulong View,
    [property: JsonRequired] uint Index,
    [property: JsonRequired] bool Finalized,
    [property: JsonRequired] byte[] Raw,
    ReceiptProofAnswer? Proof);
