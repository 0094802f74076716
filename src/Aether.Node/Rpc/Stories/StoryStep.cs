namespace Aether.Node.Rpc.Stories;

/// <summary>One step of a transaction's story.</summary>
/// <param name="State">What it came to.</param>
/// <param name="Slot">Slot of the block for steps in blocks, else the slot this node was in.</param>
/// <param name="TimeMs">When this node saw it: Unix time in milliseconds, an observation.</param>
/// <param name="Reason">Why, for an end that is not a success; else null.</param>
internal readonly record struct StoryStep(StoryState State, ulong Slot, long TimeMs, string? Reason);
