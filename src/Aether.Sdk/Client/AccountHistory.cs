using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A page of the final transactions that touched an account, as the node claims it.</summary>
/// <param name="Address">Which account.</param>
/// <param name="Entries">In the order that was asked for.</param>
/// <param name="From">Lowest height of which every transaction is there.</param>
/// <param name="IndexedHeight">Highest height of which every transaction is there.</param>
/// <param name="Next">Cursor of the next page; null after the last one.</param>
public sealed record AccountHistory(
    [property: JsonRequired] Address Address,
    [property: JsonRequired] AccountHistoryEntry[] Entries,
    [property: JsonRequired] ulong From,
    [property: JsonRequired] ulong IndexedHeight,
    [property: JsonRequired] string? Next);
