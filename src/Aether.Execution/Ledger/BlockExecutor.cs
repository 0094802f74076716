using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>
/// Executes the transactions of a block in order. Same parent, same bytes, same result on every node.
/// </summary>
/// <remarks>
/// Signatures are checked apart (<see cref="SignatureCheck"/>), in batches; a block is valid only when both agree.
/// </remarks>
public static class BlockExecutor
{
    /// <summary>
    /// Executes; the first transaction or piece of evidence that may not be included makes the whole payload invalid.
    /// </summary>
    public static BlockExecution Execute(
        Genesis genesis,
        BlockState parent,
        BlockContext context,
        ReadOnlySpan<Transaction> transactions,
        ReadOnlySpan<Conviction[]> convictions = default,
        ExecutionEngine? engine = null)
    {
        BlockExecution execution = Run(genesis, parent, context, transactions, convictions, engine);
        if (execution.IsValid && engine is not null && engine.TakeSample())
        {
            CompareWithSerial(execution, genesis, parent, context, transactions, convictions);
        }
        return execution;
    }

    private static BlockExecution Run(
        Genesis genesis,
        BlockState parent,
        BlockContext context,
        ReadOnlySpan<Transaction> transactions,
        ReadOnlySpan<Conviction[]> convictions,
        ExecutionEngine? engine)
    {
        using BlockBuilder builder = new(genesis, parent, context, engine);
        if (!transactions.IsEmpty)
        {
            TransactionError[] errors = new TransactionError[transactions.Length];
            int refused = builder.TryAddAll(transactions, errors);
            if (refused >= 0)
            {
                return BlockExecution.Invalid(BlockError.InvalidTransaction, errors[refused], refused);
            }
        }
        for (int index = 0; index < convictions.Length; index++)
        {
            if (!builder.TryPunish(convictions[index]))
            {
                return BlockExecution.Invalid(BlockError.InvalidEvidence, index: index);
            }
        }
        return builder.Finish();
    }

    // Lanes that give another result than one lane are a fault of this node: it must not vote on either.
    private static void CompareWithSerial(
        BlockExecution execution,
        Genesis genesis,
        BlockState parent,
        BlockContext context,
        ReadOnlySpan<Transaction> transactions,
        ReadOnlySpan<Conviction[]> convictions)
    {
        BlockExecution serial = Run(genesis, parent, context, transactions, convictions, engine: null);
        if (!serial.IsValid
            || serial.PostState!.Root != execution.PostState!.Root
            || serial.ReceiptsRoot != execution.ReceiptsRoot)
        {
            Check.Fail(
                $"block {context.Height} of view {context.View}: several lanes give the state root "
                + $"{execution.PostState!.Root} and serial execution {serial.PostState?.Root}; run with one lane");
        }
        serial.PostState!.Discard();
    }

    /// <summary>Executes a block of a chain and compares with everything its header commits to.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="parent">The state after the parent.</param>
    /// <param name="header">The block's header.</param>
    /// <param name="payload">The block's payload.</param>
    /// <param name="origin">Parent, epoch and validator set.</param>
    /// <param name="convictions">What each piece of the payload's evidence was found to prove, in order.</param>
    /// <param name="engine">Executes the transactions; null for a serial one.</param>
    public static BlockExecution ExecuteAndCompare(
        Genesis genesis,
        BlockState parent,
        Header header,
        BlockPayload payload,
        BlockOrigin origin,
        ReadOnlySpan<Conviction[]> convictions,
        ExecutionEngine? engine = null)
    {
        if (header.Proposer >= origin.Validators.Count || header.Height != parent.Height + 1
            || header.BaseFee != BlockContext.UnitBaseFee)
        {
            return BlockExecution.Invalid(BlockError.HeaderMismatch);
        }
        if (PayloadCommitment.PayloadRoot(payload) != header.PayloadRoot)
        {
            return BlockExecution.Invalid(BlockError.PayloadRootMismatch);
        }
        if (PayloadCommitment.EvidenceRoot(payload.Evidence) != header.EvidenceRoot)
        {
            return BlockExecution.Invalid(BlockError.EvidenceRootMismatch);
        }
        BlockContext context = BlockContext.Of(header, origin, parent);
        if (!context.Fits(parent)
            || context.IsClosing(parent, genesis.Parameters) != payload.Transition is not null)
        {
            return BlockExecution.Invalid(BlockError.WrongEpoch);
        }
        BlockExecution execution = Execute(genesis, parent, context, payload.Transactions, convictions, engine);
        return execution.IsValid ? Compare(execution, header, payload) : execution;
    }

    /// <summary>Commitment to receipts: list-tree root over their encodings; zero without any.</summary>
    public static Hash256 ReceiptsRoot(ReadOnlySpan<Receipt> receipts) => MerkleTree.Root(ReceiptLeaves(receipts));

    /// <summary>The leaf hashes of the receipts tree, for proofs.</summary>
    public static Hash256[] ReceiptLeaves(ReadOnlySpan<Receipt> receipts) => EncodedReceipts.Of(receipts).Leaves();

    private static BlockExecution Compare(BlockExecution execution, Header header, BlockPayload payload)
    {
        if (payload.Transition?.ComputeHash() != execution.Transition?.ComputeHash())
        {
            return BlockExecution.Invalid(BlockError.TransitionMismatch);
        }
        if (execution.PostState!.Root != header.StateRoot)
        {
            return BlockExecution.Invalid(BlockError.StateRootMismatch);
        }
        return execution.ReceiptsRoot == header.ReceiptsRoot
            ? execution
            : BlockExecution.Invalid(BlockError.ReceiptsRootMismatch);
    }
}
