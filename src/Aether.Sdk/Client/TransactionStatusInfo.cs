using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Where a transaction is, or what became of it, as far as a node knows.</summary>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="Status">
/// "pending", "included", "final", "expired", "replaced", "evicted" or "dropped"; see
/// <c>src/docs/specs/json-rpc.md</c>.
/// </param>
/// <param name="Height">Height of its block; null when it is in none.</param>
/// <param name="ValidUntil">Last view in which it may be included, while it is pending.</param>
/// <param name="View">View in which it left the mempool without a block.</param>
public sealed record TransactionStatusInfo(
    [property: JsonRequired] Hash256 TransactionHash,
    [property: JsonRequired] string Status,
    ulong? Height,
    ulong? ValidUntil,
    ulong? View)
{
    /// <summary>True when no block can hold it any more.</summary>
    [JsonIgnore]
    public bool IsExpired => Status == "expired";
}
