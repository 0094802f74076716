using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>The result of executing a payload on its parent's state.</summary>
/// <param name="Error">None, or why the payload is invalid; then the other results are empty.</param>
/// <param name="TransactionError">Which rule a transaction broke.</param>
/// <param name="ErrorIndex">Index of that transaction, or -1.</param>
/// <param name="PostState">State after the block.</param>
/// <param name="EncodedReceipts">One per transaction, in order.</param>
/// <param name="ReceiptsRoot">List-tree root over the encoded receipts; zero without transactions.</param>
public sealed record BlockExecution(
    BlockError Error,
    TransactionError TransactionError,
    int ErrorIndex,
    BlockState? PostState,
    EncodedReceipts EncodedReceipts,
    Hash256 ReceiptsRoot)
{
    /// <summary>The receipts as objects, made when they are first asked for.</summary>
    public Receipt[] Receipts
    {
        get => EncodedReceipts.Decoded;
        init => EncodedReceipts = EncodedReceipts.Of(value);
    }

    /// <summary>What the closing block of an epoch says about the next one; null for other blocks.</summary>
    public EpochTransition? Transition { get; init; }

    /// <summary>Offences that the block's evidence was the first to have punished, in order.</summary>
    public IReadOnlyList<Conviction> Punished { get; init; } = [];

    /// <summary>True when the payload is valid.</summary>
    public bool IsValid => Error == BlockError.None;

    /// <summary>An invalid payload.</summary>
    public static BlockExecution Invalid(
        BlockError error, TransactionError transactionError = TransactionError.None, int index = -1) =>
        new(error, transactionError, index, null, EncodedReceipts.Empty, Hash256.Zero);
}
