using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline;

/// <summary>A node's verdict on a submitted transaction.</summary>
/// <param name="TransactionId">Its identifier; zero when it could not be decoded.</param>
/// <param name="Error">The ledger rule it breaks.</param>
/// <param name="DecodeError">Why it is not a canonical transaction, when <paramref name="Error"/> says so.</param>
/// <param name="PoolError">Why the mempool did not take it.</param>
/// <param name="Refusal">Why it was not judged.</param>
public readonly record struct SubmitResult(
    Hash256 TransactionId,
    TransactionError Error,
    DecodeError DecodeError,
    MempoolError PoolError,
    SubmitRefusal Refusal)
{
    /// <summary>Larger than any transaction may be.</summary>
    public static SubmitResult TooLarge => new(default, TransactionError.TooLarge, default, default, default);

    /// <summary>The node holds it: it was taken now, or was pending before.</summary>
    public bool IsAccepted => Error == TransactionError.None && Refusal == SubmitRefusal.None
        && PoolError is MempoolError.None or MempoolError.AlreadyKnown;

    /// <summary>Taken into the mempool.</summary>
    public static SubmitResult Accepted(Hash256 id) => new(id, default, default, default, default);

    /// <summary>Pending before: the same hash is a success.</summary>
    public static SubmitResult Known(Hash256 id) => new(id, default, default, MempoolError.AlreadyKnown, default);

    /// <summary>Not a canonical transaction; a list over its limit counts as too large.</summary>
    public static SubmitResult Of(DecodeError error)
    {
        bool over = error == DecodeError.OverLimit;
        return new(default, over ? TransactionError.TooLarge : TransactionError.Malformed, error, default, default);
    }

    /// <summary>Breaks a ledger rule.</summary>
    public static SubmitResult Of(Hash256 id, TransactionError error) => new(id, error, default, default, default);

    /// <summary>Refused by the mempool; the errors that are ledger rules too are reported as those.</summary>
    public static SubmitResult Of(Hash256 id, MempoolError error) => error switch
    {
        MempoolError.NonceTooLow => Of(id, TransactionError.NonceTooLow),
        MempoolError.InsufficientBalance => Of(id, TransactionError.InsufficientBalance),
        MempoolError.TooManyFuture => new(id, TransactionError.NonceTooHigh, default, error, default),
        _ => new(id, default, default, error, default),
    };

    /// <summary>Not judged.</summary>
    public static SubmitResult Of(SubmitRefusal refusal) => new(default, default, default, default, refusal);
}
