namespace Aether.Execution.Ledger;

/// <summary>
/// Why a transaction may not be in a block. A block with such a transaction is invalid. Numbers are stable.
/// </summary>
public enum TransactionError : byte
{
    /// <summary>The transaction may be included.</summary>
    None = 0,

    /// <summary>Not the canonical bytes of a transaction.</summary>
    Malformed = 1,

    /// <summary>Over a size or count limit.</summary>
    TooLarge = 2,

    /// <summary>Signed for another chain.</summary>
    WrongChain = 3,

    /// <summary>`valid_until` lies behind the block's view.</summary>
    Expired = 4,

    /// <summary>`valid_until` lies further ahead than allowed.</summary>
    TooFarAhead = 5,

    /// <summary>The nonce was used.</summary>
    NonceTooLow = 6,

    /// <summary>The nonce is not the fee payer's next one.</summary>
    NonceTooHigh = 7,

    /// <summary>An input does not exist or is spent.</summary>
    InputSpentOrMissing = 8,

    /// <summary>`max_fee` is below the fee at the gas limit.</summary>
    FeeTooLow = 9,

    /// <summary>The fee payer's balance does not cover `max_fee`.</summary>
    InsufficientBalance = 10,

    /// <summary>A call names an account outside the declared access set.</summary>
    UndeclaredAccess = 11,

    /// <summary>The witnesses are not exactly the required signers.</summary>
    WitnessMismatch = 12,

    /// <summary>A signature does not verify.</summary>
    BadSignature = 13,

    /// <summary>The writers of an object it writes have used the object's share of the block.</summary>
    ObjectFull = 14,

    /// <summary>The block has no gas left for its gas limit.</summary>
    BlockFull = 15,
}
