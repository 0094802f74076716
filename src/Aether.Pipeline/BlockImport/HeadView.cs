using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.State;

namespace Aether.Pipeline.BlockImport;

/// <summary>An executed block and the state after it, linked to its parent down to the final head.</summary>
/// <remarks>
/// <b>Threads</b>: immutable but for <see cref="Parent"/>, which is cut when the block becomes final: older blocks
/// are read from the store. A reader that walks down stops at the final height or at a missing parent, whichever
/// comes first.
/// </remarks>
public sealed class HeadView
{
    private volatile HeadView? _parent;

    /// <summary>Links a block to its parent.</summary>
    public HeadView(
        Header header, BlockState state, Transaction[] transactions, Receipt[] receipts, HeadView? parent)
        : this(header, state, transactions, EncodedReceipts.Of(receipts), parent)
    {
    }

    /// <summary>Links an executed block to its parent.</summary>
    public HeadView(
        Header header, BlockState state, Transaction[] transactions, EncodedReceipts receipts, HeadView? parent)
    {
        Header = header;
        State = state;
        Prices = FeeMarkets.Of(state);
        Transactions = transactions;
        Encoded = receipts;
        _parent = parent;
    }

    /// <summary>The header.</summary>
    public Header Header { get; }

    /// <summary>The state after the block.</summary>
    public BlockState State { get; }

    /// <summary>What transactions in a block on this one pay.</summary>
    public FeeMarkets Prices { get; }

    /// <summary>Its transactions in order; empty for the final head that a node starts from.</summary>
    public Transaction[] Transactions { get; }

    /// <summary>Their receipts in canonical bytes, same order.</summary>
    public EncodedReceipts Encoded { get; }

    /// <summary>Their receipts as objects, made at the first call.</summary>
    public Receipt[] Receipts => Encoded.Decoded;

    /// <summary>The parent, while this block is not final.</summary>
    public HeadView? Parent => _parent;

    internal void CutParent() => _parent = null;
}
