using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>A transaction in the mempool.</summary>
internal sealed class PendingTransaction : INumbered
{
    /// <summary>Fraction bits of a price: a bid of exactly the minimum fee has price 2^16.</summary>
    internal const int PriceFractionBits = 16;

    public PendingTransaction(in Admission admission, ulong arrival, SenderQueue sender)
    {
        Transaction = admission.Transaction;
        Cost = admission.Cost;
        Arrival = arrival;
        Sender = sender;
        Price = PriceOf(admission);
        Hash = HashIndex.HashOf(admission.Transaction.Id);
        TransactionBody body = admission.Transaction.Body;
        Nonce = body.Nonce;
        ValidUntil = body.ValidUntil;
        Bytes = admission.Transaction.Bytes.Length;
        HasInputs = body.Inputs.Length > 0;
    }

    /// <summary>The transaction.</summary>
    public Transaction Transaction { get; }

    /// <summary>How many times the minimum fee the sender stands behind, Q48.16.</summary>
    public ulong Price { get; }

    /// <summary>Most SWR its fee payer can lose by it.</summary>
    public UInt128 Cost { get; }

    /// <summary>Position in the order of arrival: breaks ties of price.</summary>
    public ulong Arrival { get; }

    /// <summary>Queue of its fee payer.</summary>
    public SenderQueue Sender { get; }

    /// <summary>Lowest price among it and its sender's lower nonces: it cannot be included before them.</summary>
    public ulong ChainPrice { get; set; }

    /// <summary>No nonce gap lies before it.</summary>
    public bool IsReady { get; set; }

    /// <summary>The last selection that took it.</summary>
    public long SelectedBy { get; set; }

    /// <summary>The last selection that passed it over: it is in a block below the one to build.</summary>
    public long PassedBy { get; set; }

    /// <inheritdoc/>
    public int Number { get; set; } = -1;

    // What the indexes ask of a transaction again and again is kept here: the transaction, its body and its bytes are
    // three more places in memory.

    /// <summary>The hash of its identifier.</summary>
    public uint Hash { get; }

    /// <summary>Position in its sender's sequence.</summary>
    public ulong Nonce { get; }

    /// <summary>The last view it may be included in.</summary>
    public ulong ValidUntil { get; }

    /// <summary>Its encoded size.</summary>
    public int Bytes { get; }

    /// <summary>It spends outputs.</summary>
    public bool HasInputs { get; }

    /// <summary>The price of a bid: max fee over minimum fee, saturating.</summary>
    public static ulong PriceOf(in Admission admission)
    {
        UInt128 bid = admission.Transaction.Body.MaxFee;
        UInt128 scaled = bid >> (128 - PriceFractionBits) != 0 ? UInt128.MaxValue : bid << PriceFractionBits;
        UInt128 price = scaled / UInt128.Max(admission.MinimumFee, 1);
        return price > ulong.MaxValue ? ulong.MaxValue : (ulong)price;
    }
}
