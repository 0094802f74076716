using System.Text.Json.Serialization;

namespace Aether.Sdk.Client;

/// <summary>How full a node's mempool is.</summary>
public sealed record MempoolInfo(
    [property: JsonRequired] ulong Transactions,
    [property: JsonRequired] ulong Bytes,
    ulong MaxTransactions,
    ulong MaxBytes);
