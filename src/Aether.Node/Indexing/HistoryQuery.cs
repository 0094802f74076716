using Aether.Core.Types;

namespace Aether.Node.Indexing;

/// <summary>A page of history that somebody wants.</summary>
/// <param name="Address">Whose.</param>
/// <param name="IsDescending">Newest first.</param>
/// <param name="Roles">Entries with any of them; none for all entries.</param>
/// <param name="Limit">Most entries.</param>
/// <param name="After">The place of the last entry that was looked at before; null to begin.</param>
internal sealed record HistoryQuery(
    Address Address, bool IsDescending, AccountRoles Roles, int Limit, (ulong Height, uint Index)? After);
