using Aether.Core.Types;

namespace Aether.Node.Rpc;

/// <summary>Where a transaction is in the chain.</summary>
internal sealed record TransactionPlace(Hash256 BlockHash, ulong Height, ulong View, uint Index, bool Finalized);
