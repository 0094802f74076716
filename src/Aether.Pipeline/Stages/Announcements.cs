using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>What the execution thread calls when the chain moves. Each returns soon and does not throw.</summary>
/// <param name="Final">A block is final and durable.</param>
/// <param name="SafeHead">Another block is the highest certified one.</param>
internal sealed record Announcements(Action<FinalBlock> Final, Action<HeadView> SafeHead);
