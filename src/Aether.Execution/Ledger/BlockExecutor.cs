using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
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
    /// <summary>Executes; the first transaction that may not be included makes the whole payload invalid.</summary>
    public static BlockExecution Execute(
        Genesis genesis, BlockState parent, BlockContext context, ReadOnlySpan<Transaction> transactions)
    {
        BlockBuilder builder = new(genesis, parent, context);
        for (int index = 0; index < transactions.Length; index++)
        {
            TransactionError error = builder.TryAdd(transactions[index]);
            if (error != TransactionError.None)
            {
                return BlockExecution.Invalid(BlockError.InvalidTransaction, error, index);
            }
        }
        return builder.Finish();
    }

    /// <summary>Executes and compares with the roots in a header.</summary>
    public static BlockExecution ExecuteAndCompare(
        Genesis genesis, BlockState parent, Header header, ReadOnlySpan<Transaction> transactions)
    {
        if (header.Proposer >= genesis.Validators.Count || header.Height != parent.Height + 1)
        {
            return BlockExecution.Invalid(BlockError.HeaderMismatch);
        }
        if (PayloadCommitment.TransactionsRoot(transactions) != header.PayloadRoot)
        {
            return BlockExecution.Invalid(BlockError.PayloadRootMismatch);
        }
        BlockExecution execution = Execute(
            genesis, parent, BlockContext.Of(header, genesis.Validators), transactions);
        if (!execution.IsValid)
        {
            return execution;
        }
        if (execution.PostState!.Root != header.StateRoot)
        {
            return BlockExecution.Invalid(BlockError.StateRootMismatch);
        }
        return execution.ReceiptsRoot == header.ReceiptsRoot
            ? execution
            : BlockExecution.Invalid(BlockError.ReceiptsRootMismatch);
    }

    /// <summary>Commitment to receipts: list-tree root over their encodings; zero without any.</summary>
    public static Hash256 ReceiptsRoot(ReadOnlySpan<Receipt> receipts) => MerkleTree.Root(ReceiptLeaves(receipts));

    /// <summary>The leaf hashes of the receipts tree, for proofs.</summary>
    public static Hash256[] ReceiptLeaves(ReadOnlySpan<Receipt> receipts)
    {
        Hash256[] leaves = new Hash256[receipts.Length];
        for (int index = 0; index < leaves.Length; index++)
        {
            leaves[index] = MerkleTree.LeafHash(Ace.Encode(receipts[index]));
        }
        return leaves;
    }
}
