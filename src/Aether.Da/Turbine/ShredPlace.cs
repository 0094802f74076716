namespace Aether.Da.Turbine;

/// <summary>Names a shred: each has a tree of its own.</summary>
/// <param name="View">View of the block.</param>
/// <param name="Proposer">Index of the leader.</param>
/// <param name="Set">Position of the set in its block.</param>
/// <param name="Shard">Position of the shard in its set.</param>
public readonly record struct ShredPlace(ulong View, ushort Proposer, ushort Set, byte Shard);
