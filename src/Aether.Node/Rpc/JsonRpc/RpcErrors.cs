namespace Aether.Node.Rpc.JsonRpc;

/// <summary>The catalogue of errors: the one source of the documents and of <c>rpc.discover</c>.</summary>
internal static class RpcErrors
{
    /// <summary>All of them, in the order of the document.</summary>
    public static IReadOnlyList<RpcErrorInfo> All { get; } =
    [
        new(RpcErrorCode.ParseError, [], "the body is not JSON"),
        new(RpcErrorCode.InvalidRequest, [], "not a request object, or an empty batch"),
        new(RpcErrorCode.MethodNotFound, [], "no such method"),
        new(RpcErrorCode.InvalidParams, [], "wrong number, kind or form of parameters"),
        new(RpcErrorCode.InternalError, [], "a fault of the node"),
        new(RpcErrorCode.NotReady, ["phase", "behindSlots"], "starting or stopping; try again"),
        new(RpcErrorCode.Timeout, ["hash", "lastState", "timeoutMs"], "it was not done in time; for a transaction that "
            + "was sent: it may still be included"),
        new(RpcErrorCode.ResponseTooLarge, ["limit", "size"], "the answer is over its limit; ask for less"),
        new(RpcErrorCode.NamespaceDisabled, ["enable"],
            "`aeth_dev_` outside a dev chain, `aeth_admin_` outside the admin socket, subscriptions outside WebSocket"),
        new(RpcErrorCode.LimitExceeded, ["limit", "requested", "suggested", "retryAfterMs"],
            "a limit of the interface, or the budget of this client (HTTP 429)"),
        new(RpcErrorCode.SubscriptionLagged, ["cursor", "dropped", "oldest"],
            "`fromCursor` or `cursor` cannot be honoured: begin again, or ask another node"),
        new(RpcErrorCode.Pruned, ["what", "oldest", "profile"], "it was removed, or never kept"),
        new(RpcErrorCode.SlotSkipped, ["slot", "reason", "previous", "next"],
            "no block of this slot is final, nor can be"),
        new(RpcErrorCode.IndexUnavailable, ["reason", "enable", "indexedHeight"],
            "no index by account: `reason` is `off` (`enable` says how to turn it on), `building` or `failed`"),
        new(RpcErrorCode.NotYetAvailable, ["latest", "etaMs"], "the height or slot lies ahead of the head"),
        new(RpcErrorCode.MinSlotNotReached, ["current", "minSlot"], "the executed head is behind `minSlot`"),
        new(RpcErrorCode.TxMalformed, ["reason"], "not a canonical transaction"),
        new(RpcErrorCode.TxBadSignature, [], "a witness does not verify"),
        new(RpcErrorCode.TxWrongChain, ["expected", "got"], "chain tag of another chain"),
        new(RpcErrorCode.InputSpentOrMissing, [], "an input does not exist or is spent"),
        new(RpcErrorCode.FeeTooLow, ["required", "offered"], "`max_fee` is below the fee at the gas limit"),
        new(RpcErrorCode.Expired, ["validUntil", "now"], "`valid_until` lies behind the current view"),
        new(RpcErrorCode.MempoolFull, ["retryAfterMs"], "full of better-paying transactions"),
        new(RpcErrorCode.AccessSetViolation, [], "a call names an account outside the declared set"),
        new(RpcErrorCode.TooLarge, ["limit"], "the transaction or one of its lists is over its limit"),
        new(RpcErrorCode.SenderThrottled, ["limit", "retryAfterMs"], "too many pending transactions of one sender"),
        new(RpcErrorCode.WrongNonce, ["expected", "got"], "the nonce is used, or leaves too wide a gap"),
        new(RpcErrorCode.InsufficientBalance, ["required", "available"], "the fee payer cannot cover `max_fee`"),
        new(RpcErrorCode.WitnessMismatch, [], "the witnesses are not exactly the required signers"),
        new(RpcErrorCode.ReplacementUnderpriced, [], "pays too little more than the pending one it would replace"),
        new(RpcErrorCode.TooFarAhead, ["validUntil", "now"], "`valid_until` lies too far ahead"),
    ];

    /// <summary>The entry of a code.</summary>
    public static RpcErrorInfo Of(RpcErrorCode code) => All.First(info => info.Code == code);
}
