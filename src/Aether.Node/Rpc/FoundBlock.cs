using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Node.Rpc;

/// <summary>A block that a tag named.</summary>
/// <param name="Header">Its header.</param>
/// <param name="State">The state after it; null when only its header and body are kept.</param>
/// <param name="Finalized">True when it is final.</param>
internal sealed record FoundBlock(Header Header, BlockState? State, bool Finalized);
