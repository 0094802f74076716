namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// Error codes of the interface. Numbers are stable; the catalogue is in <c>src/docs/specs/json-rpc.md</c>.
/// </summary>
internal enum RpcErrorCode
{
    /// <summary>The body is not JSON.</summary>
    ParseError = -32700,

    /// <summary>The JSON is not a request.</summary>
    InvalidRequest = -32600,

    /// <summary>No method has this name.</summary>
    MethodNotFound = -32601,

    /// <summary>The parameters do not fit the method.</summary>
    InvalidParams = -32602,

    /// <summary>The node failed; the log has more.</summary>
    InternalError = -32603,

    /// <summary>The node is not running yet or is stopping.</summary>
    NotReady = -32001,

    /// <summary>It was not done in time.</summary>
    Timeout = -32002,

    /// <summary>The answer is over its limit.</summary>
    ResponseTooLarge = -32003,

    /// <summary>The method's namespace is off on this node.</summary>
    NamespaceDisabled = -32004,

    /// <summary>A limit of the interface was reached.</summary>
    LimitExceeded = -32005,

    /// <summary>A cursor that cannot be honoured.</summary>
    SubscriptionLagged = -32010,

    /// <summary>The data was removed or never kept.</summary>
    Pruned = -32011,

    /// <summary>No block of this slot is final, nor can be.</summary>
    SlotSkipped = -32012,

    /// <summary>The node keeps no index by account, or does not have it yet.</summary>
    IndexUnavailable = -32013,

    /// <summary>The block does not exist yet.</summary>
    NotYetAvailable = -32014,

    /// <summary>The executed head is behind the slot that was asked for.</summary>
    MinSlotNotReached = -32016,

    /// <summary>The bytes are no canonical transaction.</summary>
    TxMalformed = -33001,

    /// <summary>A signature does not verify.</summary>
    TxBadSignature = -33002,

    /// <summary>Signed for another chain.</summary>
    TxWrongChain = -33003,

    /// <summary>An input does not exist or is spent.</summary>
    InputSpentOrMissing = -33004,

    /// <summary>The fee does not cover the transaction.</summary>
    FeeTooLow = -33005,

    /// <summary>`valid_until` has passed.</summary>
    Expired = -33006,

    /// <summary>The mempool is full of better-paying transactions.</summary>
    MempoolFull = -33007,

    /// <summary>A call names an object outside the declared access set.</summary>
    AccessSetViolation = -33008,

    /// <summary>The transaction or one of its lists is over its limit.</summary>
    TooLarge = -33009,

    /// <summary>The sender has too many pending transactions.</summary>
    SenderThrottled = -33011,

    /// <summary>The nonce is used or leaves too large a gap.</summary>
    WrongNonce = -33012,

    /// <summary>The fee payer cannot pay.</summary>
    InsufficientBalance = -33013,

    /// <summary>The witnesses are not exactly the required signers.</summary>
    WitnessMismatch = -33014,

    /// <summary>A replacement pays too little more than what it replaces.</summary>
    ReplacementUnderpriced = -33015,

    /// <summary>`valid_until` lies too far ahead.</summary>
    TooFarAhead = -33016,
}
