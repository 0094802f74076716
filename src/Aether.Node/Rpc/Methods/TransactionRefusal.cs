using System.Globalization;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Rpc.Methods;

/// <summary>Gives every reason to refuse a transaction its own error code, with the figures that explain it.</summary>
internal static class TransactionRefusal
{
    /// <summary>The error of a verdict that is not an acceptance.</summary>
    /// <param name="result">The node's verdict.</param>
    /// <param name="transaction">What was judged; null when it does not decode.</param>
    /// <param name="node">Where the figures come from.</param>
    public static RpcException Of(SubmitResult result, Transaction? transaction, NodeView node)
    {
        if (result.Refusal != SubmitRefusal.None)
        {
            return OfRefusal(result.Refusal, node);
        }
        if (result.Error != TransactionError.None)
        {
            return transaction is null
                ? OfUndecoded(result.Error, result.DecodeError)
                : OfLedger(result.Error, transaction, node);
        }
        return OfPool(result.PoolError, node.Genesis.Parameters.SlotMs);
    }

    /// <summary>Over the size limit.</summary>
    public static RpcException TooLarge() => new(
        RpcErrorCode.TooLarge,
        $"a transaction has at most {Limits.Transaction.MaxBytes} bytes, and none of its lists is over its limit",
        ("limit", (long)Limits.Transaction.MaxBytes));

    private static RpcException OfRefusal(SubmitRefusal refusal, NodeView node) => refusal == SubmitRefusal.Busy
        ? new RpcException(
            RpcErrorCode.LimitExceeded,
            "too many submissions wait at this node; send it again a moment later",
            ("limit", (long)Limits.Pipeline.SubmitLinkDepth),
            ("retryAfterMs", (long)Limits.Rpc.RetryMs))
        : new RpcException(
            RpcErrorCode.NotReady,
            "the node is starting or stopping; send it again a moment later",
            ("phase", node.Phase()));

    private static RpcException OfUndecoded(TransactionError error, DecodeError reason) =>
        error == TransactionError.TooLarge
            ? TooLarge()
            : new RpcException(
                RpcErrorCode.TxMalformed,
                $"these are not the canonical bytes of a transaction: {reason}",
                ("reason", reason.ToString()));

    private static RpcException OfLedger(TransactionError error, Transaction transaction, NodeView node) => error switch
    {
        TransactionError.TooLarge => TooLarge(),
        TransactionError.WrongChain => WrongChain(transaction, node),
        TransactionError.Expired => Expiry(RpcErrorCode.Expired, "has passed", transaction, node),
        TransactionError.TooFarAhead => Expiry(RpcErrorCode.TooFarAhead, "lies too far ahead", transaction, node),
        TransactionError.NonceTooLow or TransactionError.NonceTooHigh => WrongNonce(transaction, node),
        TransactionError.InputSpentOrMissing =>
            new RpcException(RpcErrorCode.InputSpentOrMissing, "an input does not exist or is spent"),
        TransactionError.FeeTooLow => FeeTooLow(transaction, node),
        TransactionError.InsufficientBalance => InsufficientBalance(transaction, node),
        TransactionError.UndeclaredAccess => new RpcException(
            RpcErrorCode.AccessSetViolation, "a call names an account that is not in the transaction's writes"),
        TransactionError.WitnessMismatch => new RpcException(
            RpcErrorCode.WitnessMismatch, "the witnesses are not exactly the required signers"),
        TransactionError.BadSignature => new RpcException(
            RpcErrorCode.TxBadSignature, "a signature does not verify for this chain"),
        _ => OfUndecoded(error, DecodeError.None),
    };

    private static RpcException OfPool(MempoolError error, uint slotMs) => error switch
    {
        MempoolError.TooManyPending => new RpcException(
            RpcErrorCode.SenderThrottled,
            $"the fee payer has {Limits.Mempool.MaxPerSender} pending transactions; wait until some are final",
            ("limit", (long)Limits.Mempool.MaxPerSender),
            ("retryAfterMs", 2L * slotMs)),
        MempoolError.ReplacementUnderpriced => new RpcException(
            RpcErrorCode.ReplacementUnderpriced,
            "a pending transaction has the same nonce or input; "
            + $"a replacement pays at least {Limits.Mempool.ReplacementPercent} percent of it"),
        MempoolError.ReplacesOwnInput => new RpcException(
            RpcErrorCode.InputSpentOrMissing, "it spends an output of the pending transaction it would replace"),
        _ => new RpcException(
            RpcErrorCode.MempoolFull,
            "the mempool is full of better-paying transactions",
            ("retryAfterMs", 2L * slotMs)),
    };

    private static RpcException WrongChain(Transaction transaction, NodeView node) => new(
        RpcErrorCode.TxWrongChain,
        "the transaction is for another chain",
        ("expected", TagText(node.Genesis.ChainTag)),
        ("got", TagText(transaction.Body.ChainTag)));

    private static RpcException Expiry(RpcErrorCode code, string what, Transaction transaction, NodeView node) => new(
        code,
        $"valid_until {what}",
        ("validUntil", transaction.Body.ValidUntil),
        ("now", node.Pipeline.ConsensusStatus.View));

    private static RpcException WrongNonce(Transaction transaction, NodeView node)
    {
        ulong final = Payer(transaction, node).Nonce;
        ulong expected = node.Pipeline.Mempool.NextNonce(transaction.Body.FeePayer, final);
        return new RpcException(
            RpcErrorCode.WrongNonce,
            "the nonce is used or leaves too wide a gap",
            ("expected", expected),
            ("got", transaction.Body.Nonce));
    }

    private static RpcException FeeTooLow(Transaction transaction, NodeView node)
    {
        UInt128 price = node.Pipeline.Heads.Latest.Prices.MultiplierOf(transaction.Body);
        UInt128 required = FeeSchedule.Total(
            node.Genesis.Parameters, transaction, transaction.Body.GasLimit, price);
        return new RpcException(
            RpcErrorCode.FeeTooLow,
            "max_fee is below the fee at the gas limit",
            ("required", Text(required)),
            ("offered", Text(transaction.Body.MaxFee)));
    }

    private static RpcException InsufficientBalance(Transaction transaction, NodeView node) => new(
        RpcErrorCode.InsufficientBalance,
        "the fee payer cannot cover this transaction together with its pending ones",
        ("required", Text(transaction.Body.MaxFee)),
        ("available", Text(Payer(transaction, node).BalanceOf(AssetId.Swr))));

    private static Account Payer(Transaction transaction, NodeView node) => node.Pipeline.Heads.ReadFinalized(
        transaction.Body.FeePayer, static (state, address) => state.GetAccount(address));

    // The tag is the first bytes of the genesis hash, read as a little-endian number.
    private static string TagText(ulong tag)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, tag);
        return Hex.Encode(bytes);
    }

    private static string Text(UInt128 amount) => amount.ToString(CultureInfo.InvariantCulture);
}
