namespace Aether.Tools.Cli.Errors;

/// <summary>Refusals before inclusion: exit code 4. AE-40nn is what a node answers as -330nn.</summary>
internal static class RefusalErrors
{
    private const string Rebuild = "Build and sign the transaction again.";

    /// <summary>The entries.</summary>
    public static IReadOnlyList<ErrorEntry> Entries { get; } =
    [
        Of(1, "TxMalformed", "the bytes are no canonical transaction",
            "Something is cut off, added, or not in its shortest form.", Rebuild),
        Of(2, "TxBadSignature", "a signature does not verify",
            "It was made with another key, for another transaction, or changed on its way.",
            "Sign the transaction again with the keys of its signers."),
        Of(3, "TxWrongChain", "signed for another chain",
            "The chain's tag in what was signed is not that of the chain of this node.",
            "Sign for the chain this node serves; `aetherctl status` shows it. Check --rpc and --network."),
        Of(4, "InputSpentOrMissing", "an input does not exist or is spent",
            "Another transaction spent the output, or it was never made.", "Build again with outputs that are there."),
        Of(5, "FeeTooLow", "the offered fee does not cover the transaction",
            "Prices rose since it was built, or its largest fee was set too low.",
            "Build it again: the fee is estimated anew. `details` has what is required and what was offered."),
        Of(6, "Expired", "too late: its last view has passed",
            "A transaction is valid for a limited number of views, so that it cannot come back later.",
            "Build and send it again; nothing was charged."),
        Of(7, "MempoolFull", "the mempool is full of better-paying transactions",
            "More is offered than the chain takes at the moment.",
            "Wait for a block and send it again, or build it with a tip.", true),
        Of(8, "AccessSetViolation", "a call names an object outside the declared access set",
            "Every object that a transaction reads or writes is declared before it runs.",
            "Declare the object with --read or --write."),
        Of(9, "TooLarge", "the transaction or one of its lists is over its limit",
            "`details` has the limit.", "Split it into several transactions."),
        Of(11, "SenderThrottled", "too many pending transactions of one sender",
            "A node keeps a limited number of them.", "Wait until some are included and send it again.", true),
        Of(12, "WrongNonce", "the nonce is used, or leaves too wide a gap",
            "Other transactions of this sender are pending or were included since.",
            "Wait until the account's pending transactions are included, or give --nonce."),
        Of(13, "InsufficientBalance", "the fee payer cannot pay",
            "Its balance is below what the transaction takes and its largest fee; also found before sending.",
            "See `aetherctl balance`; on a development chain `aetherctl faucet` gives tokens."),
        Of(14, "WitnessMismatch", "the witnesses are not exactly the required signers",
            "A signature is missing, or one too many is there.", "Sign with each required key once."),
        Of(15, "ReplacementUnderpriced", "a replacement pays too little more than what it replaces",
            "A pending transaction with the same nonce or input gives way to a clearly better bid alone.",
            "Offer more, or wait until the pending one is included. `details` has what is required."),
        Of(16, "TooFarAhead", "its last view lies too far ahead",
            "Nodes forget expired transactions only because none may live longer than the limit.",
            "Build it with an earlier last view."),
        new(ErrorCode.ContractFails, ExitCode.Refused, "ContractFails",
            "a trial says that the contract would fail; nothing was sent",
            "The contract stopped with an error of its own, ran out of gas or trapped; `details` has what it said.",
            "Correct the arguments, give more --gas, or see the contract's errors with `aetherctl contract abi`."),
        new(ErrorCode.Undeclared, ExitCode.Refused, "Undeclared",
            "a contract needs an access that the transaction does not declare; nothing was sent",
            "With --only-declared nothing is added to what was declared.",
            "Declare what the message names with --read or --write, or leave --only-declared out."),
        new(ErrorCode.WouldFail, ExitCode.Refused, "WouldFail",
            "a trial says that the transaction would fail; nothing was sent",
            "--dry-run ran it on the node's newest state and forgot what it did.",
            "The result says how it would end; correct the transaction and try again."),
    ];

    private static ErrorEntry Of(
        int number, string name, string title, string cause, string remedy, bool retriable = false) =>
        new(ErrorCode.ForRefusal(-33000 - number), ExitCode.Refused, name, title, cause, remedy, retriable);
}
