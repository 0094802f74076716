namespace Aether.Execution.Storage;

/// <summary>The column families of a node's store. The order is their index; a new one goes to the end.</summary>
public enum ColumnFamily
{
    /// <summary>Store version, genesis hash, final head.</summary>
    Meta,

    /// <summary>
    /// By final height, the proposal. By block hash, the height of a final block or the proposal of a pending one.
    /// </summary>
    Blocks,

    /// <summary>Block hash by final height.</summary>
    Heights,

    /// <summary>Values of the final state by state key.</summary>
    State,

    /// <summary>Receipts of a block by final height.</summary>
    Receipts,

    /// <summary>Height and index by transaction identifier.</summary>
    Transactions,

    /// <summary>Finality proofs by height.</summary>
    Finality,

    /// <summary>Pending block hashes by view, for recovery and pruning.</summary>
    Pending,

    /// <summary>The proof that opens an epoch, by its number.</summary>
    Epochs,

    /// <summary>Signed headers by block hash, of blocks whose body was pruned.</summary>
    Headers,

    /// <summary>Values of the state that a block replaced, by state key and height.</summary>
    History,

    /// <summary>State keys that a block changed, by height.</summary>
    Changes,
}
