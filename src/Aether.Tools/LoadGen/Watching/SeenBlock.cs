using Aether.Core.Types;

namespace Aether.Tools.LoadGen.Watching;

/// <summary>A block as a node showed it.</summary>
/// <param name="Height">Height.</param>
/// <param name="Hash">Hash.</param>
/// <param name="Parent">Hash of the block before it.</param>
/// <param name="View">View.</param>
/// <param name="TimestampMs">Its time.</param>
/// <param name="PayloadBytes">Bytes of its transactions.</param>
/// <param name="Transactions">Their identifiers.</param>
internal sealed record SeenBlock(
    ulong Height,
    Hash256 Hash,
    Hash256 Parent,
    ulong View,
    ulong TimestampMs,
    long PayloadBytes,
    IReadOnlyList<Hash256> Transactions);
