using System.Globalization;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>Names of the error codes that a load meets; listed in <c>src/docs/specs/json-rpc.md</c>.</summary>
internal static class Refusals
{
    private const string BusyPrefix = "busy: ";

    /// <summary>A node that had no room or no time refused it: it may be sent again as it is.</summary>
    public static bool IsBusy(in SendOutcome outcome) => outcome switch
    {
        { Kind: SendKind.Refused } => outcome.Code is LimitExceeded or MempoolFull,
        { Kind: SendKind.HttpStatus } => outcome.Code is 429 or 503,
        _ => false,
    };

    /// <summary>True for a reason that <see cref="ReasonOf"/> gives for what a node was too busy for.</summary>
    public static bool IsBusy(string reason) =>
        reason == NameOf(LimitExceeded) || reason == NameOf(MempoolFull)
        || reason.StartsWith(BusyPrefix, StringComparison.Ordinal);

    /// <summary>Why a request came to nothing, for a report.</summary>
    public static string ReasonOf(in SendOutcome outcome) => outcome.Kind switch
    {
        SendKind.Refused => NameOf(outcome.Code),
        SendKind.HttpStatus => (IsBusy(outcome) ? BusyPrefix : string.Empty)
            + "HTTP " + outcome.Code.ToString(CultureInfo.InvariantCulture),
        _ => "no answer",
    };

    /// <summary>The nonce is used, or leaves too wide a gap.</summary>
    public const int WrongNonce = -33012;

    /// <summary>The node has no time for it now.</summary>
    public const int LimitExceeded = -32005;

    /// <summary>Its mempool is full of better bids.</summary>
    public const int MempoolFull = -33007;

    /// <summary>Another transaction with this nonce waits.</summary>
    public const int ReplacementUnderpriced = -33015;

    /// <summary>The name of a code, or its number.</summary>
    public static string NameOf(int code) => code switch
    {
        -32001 => "NotReady",
        LimitExceeded => "LimitExceeded",
        -33001 => "TxMalformed",
        -33002 => "TxBadSignature",
        -33003 => "TxWrongChain",
        -33005 => "FeeTooLow",
        -33006 => "Expired",
        MempoolFull => "MempoolFull",
        -33008 => "AccessSetViolation",
        -33009 => "TooLarge",
        -33011 => "SenderThrottled",
        WrongNonce => "WrongNonce",
        -33013 => "InsufficientBalance",
        -33014 => "WitnessMismatch",
        ReplacementUnderpriced => "ReplacementUnderpriced",
        -33016 => "TooFarAhead",
        _ => code.ToString(CultureInfo.InvariantCulture),
    };
}
