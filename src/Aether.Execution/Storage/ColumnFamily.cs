namespace Aether.Execution.Storage;

/// <summary>The column families of a node's store. The order is their index; a new one goes to the end.</summary>
public enum ColumnFamily
{
    /// <summary>Store version, genesis hash, final head.</summary>
    Meta,

    /// <summary>Proposals by block hash, final or pending.</summary>
    Blocks,

    /// <summary>Block hash by final height.</summary>
    Heights,

    /// <summary>Values of the final state by state key.</summary>
    State,

    /// <summary>Empty: the state tree is made from the values.</summary>
    Tree,

    /// <summary>Receipts by final height and index.</summary>
    Receipts,

    /// <summary>Height and index by transaction identifier.</summary>
    Transactions,

    /// <summary>Finality proofs by height.</summary>
    Finality,

    /// <summary>Pending block hashes by view, for recovery and pruning.</summary>
    Pending,

    /// <summary>Empty, as <see cref="Tree"/>.</summary>
    StaleNodes,

    /// <summary>The proof that opens an epoch, by its number.</summary>
    Epochs,
}
