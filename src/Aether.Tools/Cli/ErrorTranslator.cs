using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Sdk.Keys;
using Aether.Sdk.Transactions;

namespace Aether.Tools.Cli;

/// <summary>Turns what the SDK throws into errors for people and scripts.</summary>
internal static class ErrorTranslator
{
    /// <summary>The error for an exception; null when it is none of the expected kinds.</summary>
    public static CliException? Translate(Exception error) => error switch
    {
        CliException own => own,
        EndpointException unreachable => Unreachable(unreachable),
        RpcErrorException answered => FromRpc(answered),
        KeyFileException key => FromKeyFile(key),
        TransactionBuildException build => CannotBuild(build),
        PlatformNotSupportedException or DllNotFoundException => MissingLibrary(error),
        _ => null,
    };

    /// <summary>Something nobody expected. Its details stay out of the output: they are for developers.</summary>
    public static CliException Unexpected(Exception error) => new(
        ExitCode.Unexpected,
        ErrorCode.Unexpected,
        $"unexpected {error.GetType().Name}",
        "this is a fault of aetherctl, not of its input",
        "report the command line (without secrets) and the version printed by aetherctl --version");

    private static CliException MissingLibrary(Exception error) => new(
        ExitCode.Unexpected,
        ErrorCode.MissingLibrary,
        "a native library is missing",
        error is PlatformNotSupportedException ? error.Message : "keys and proofs need libsodium and libaether_bls",
        "run ./build.sh setup");

    private static CliException Unreachable(EndpointException error) => new(
        ExitCode.Unreachable,
        ErrorCode.Unreachable,
        error.Message,
        "no node answers JSON-RPC at this address",
        "start one with `aether devnet`, or give another address with --rpc URL");

    // An account that holds too little gets the answer it would get from a node.
    private static CliException CannotBuild(TransactionBuildException error) =>
        error.Problem == BuildProblem.NotEnough
            ? new CliException(
                ExitCode.Refused, ErrorCode.ForRefusal(-33013), error.Message,
                "nothing was sent, nothing was charged", error.Hint)
            : new CliException(
                ExitCode.Usage, ErrorCode.CannotBuild, error.Message,
                "it breaks a limit of the chain; nothing was sent", error.Hint);

    private static CliException FromRpc(RpcErrorException error)
    {
        JsonObject details = new() { ["rpcCode"] = error.Code, ["rpcName"] = error.Name };
        if (error.Details is { } data)
        {
            details["data"] = JsonNode.Parse(data.GetRawText());
        }
        string name = error.Name.Length == 0 ? "no name" : error.Name;
        if (error.IsRefusal)
        {
            return new CliException(
                ExitCode.Refused, ErrorCode.ForRefusal(error.Code), $"transaction refused: {error.Message}",
                $"the node answered {error.Code} ({name}); nothing was charged", RefusalHint(error.Code))
            {
                Details = details,
            };
        }
        if (error.Code is -32010 or -32013)
        {
            bool isStale = error.Code == -32010;
            return new CliException(
                ExitCode.NotFound,
                isStale ? ErrorCode.StaleCursor : ErrorCode.NoIndex,
                error.Message,
                $"the node answered {error.Code} ({name})",
                isStale
                    ? "begin again without --cursor"
                    : "start the node with --index accounts, or give another --rpc")
            {
                Details = details,
            };
        }
        bool isInput = error.Code is -32602;
        bool isMissing = error.Code is -32011 or -32012 or -32014;
        return new CliException(
            isInput ? ExitCode.Usage : isMissing ? ExitCode.NotFound : ExitCode.Unreachable,
            isInput ? ErrorCode.BadRequest : isMissing ? ErrorCode.NotFound : ErrorCode.NodeError,
            error.Message,
            $"the node answered {error.Code} ({name})",
            NodeHint(error.Code))
        {
            Details = details,
            Retriable = IsRetriable(error.Code),
        };
    }

    // Another try changes nothing where the node lacks the method or what was pruned.
    private static bool IsRetriable(int code) => code is not (-32600 or -32601 or -32602 or -32004 or -32011);

    private static string NodeHint(int code) => code switch
    {
        -32602 => "check the arguments against --help",
        -32011 => "ask a node that keeps older blocks",
        -32014 => "wait until the chain gets there; `aetherctl status` shows its height",
        -32004 => "use a development chain; the faucet exists only there",
        -32601 => "use a node of the same version as aetherctl",
        _ => "try again; `aetherctl status` shows whether the node is ready",
    };

    private static string RefusalHint(int code) => code switch
    {
        -33003 => "sign for the chain this node serves; `aetherctl status` shows it",
        -33005 => "build the transaction again: the fee is estimated anew",
        -33006 => "build the transaction again: it was sent too late",
        -33007 or -33011 => "wait for a block and send it again",
        -33012 => "wait until the account's pending transactions are included, or give --nonce",
        -33013 => "see `aetherctl balance`; on a development chain `aetherctl faucet` gives tokens",
        _ => "build and sign the transaction again",
    };

    private static CliException FromKeyFile(KeyFileException error) => error.Problem switch
    {
        KeyFileProblem.Exists => new CliException(
            ExitCode.Usage, ErrorCode.FileExists, error.Message, "keys are never overwritten", "choose another --out"),
        KeyFileProblem.Refused => new CliException(
            ExitCode.Denied, ErrorCode.KeyRefused, error.Message,
            "key files are for their owner alone and open only with their password",
            "check the path, its permissions (chmod 600) and the password"),
        KeyFileProblem.PasswordRequired => new CliException(
            ExitCode.Usage, ErrorCode.PasswordRequired, error.Message,
            "the password cannot be asked for: stdin is no terminal or --json was given",
            "give --password-file FILE"),
        _ => new CliException(
            ExitCode.Usage, ErrorCode.BadFile, error.Message,
            "a key file is what `aetherctl keys new` writes", "check the path"),
    };
}
