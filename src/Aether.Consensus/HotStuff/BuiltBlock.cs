using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>A payload with the roots of its execution on the parent.</summary>
public sealed record BuiltBlock(byte[] Payload, Hash256 PayloadRoot, Hash256 StateRoot, Hash256 ReceiptsRoot);
