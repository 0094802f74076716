using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.BlockProduction;

/// <summary>A block built here that has no header yet.</summary>
internal sealed record BuiltCandidate(
    ulong View, Hash256 ParentHash, Transaction[] Transactions, BlockExecution Execution);
