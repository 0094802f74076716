using System.Globalization;

namespace Aether.Tools.Cli;

/// <summary>
/// Error codes of `aetherctl`; what they mean is in <see cref="Errors.ErrorCatalogue"/> and, made from it, in
/// <c>src/docs/specs/exit-codes.md</c>.
/// </summary>
internal static class ErrorCode
{
    /// <summary>A fault of this program.</summary>
    public const string Unexpected = "AE-1001";

    /// <summary>A native library is missing.</summary>
    public const string MissingLibrary = "AE-1002";

    /// <summary>A check of `doctor` failed.</summary>
    public const string CheckFailed = "AE-1101";

    /// <summary>The command line does not parse.</summary>
    public const string Usage = "AE-2001";

    /// <summary>An amount is not one.</summary>
    public const string BadAmount = "AE-2002";

    /// <summary>An address is not one, or belongs to another kind of chain.</summary>
    public const string BadAddress = "AE-2003";

    /// <summary>A hash or block tag is not one.</summary>
    public const string BadTag = "AE-2004";

    /// <summary>An input file is missing or unreadable.</summary>
    public const string BadFile = "AE-2005";

    /// <summary>A password is needed and cannot be asked for.</summary>
    public const string PasswordRequired = "AE-2006";

    /// <summary>A file exists already.</summary>
    public const string FileExists = "AE-2007";

    /// <summary>`--field` names nothing in the result.</summary>
    public const string BadField = "AE-2008";

    /// <summary>The node refused the parameters of a call.</summary>
    public const string BadRequest = "AE-2009";

    /// <summary>No chain would take such a transaction.</summary>
    public const string CannotBuild = "AE-2010";

    /// <summary>A confirmation is needed and was not given.</summary>
    public const string NotConfirmed = "AE-2011";

    /// <summary>No network has this name, or none can have it.</summary>
    public const string BadNetwork = "AE-2012";

    /// <summary>A description of a contract is none.</summary>
    public const string BadAbi = "AE-2020";

    /// <summary>A program that is needed is not installed.</summary>
    public const string MissingProgram = "AE-2021";

    /// <summary>The source of a contract does not compile.</summary>
    public const string DoesNotBuild = "AE-2022";

    /// <summary>Arguments do not fit the method of a contract.</summary>
    public const string BadArguments = "AE-2023";

    /// <summary>A workload, threshold or recording of a load is not one.</summary>
    public const string BadWorkload = "AE-2030";

    /// <summary>The endpoint cannot be reached or does not answer as it should.</summary>
    public const string Unreachable = "AE-3001";

    /// <summary>The node answered with an error of its own.</summary>
    public const string NodeError = "AE-3002";

    /// <summary>The node is there but not ready.</summary>
    public const string NotReady = "AE-3004";

    /// <summary>A trial says that the contract would fail; nothing was sent.</summary>
    public const string ContractFails = "AE-4100";

    /// <summary>A contract needs what the transaction does not declare; nothing was sent.</summary>
    public const string Undeclared = "AE-4101";

    /// <summary>A trial says that the transaction would fail; nothing was sent.</summary>
    public const string WouldFail = "AE-4102";

    /// <summary>The transaction was included but failed.</summary>
    public const string Failed = "AE-5001";

    /// <summary>The thing asked for does not exist.</summary>
    public const string NotFound = "AE-6001";

    /// <summary>It exists but is not final yet, so there is no proof.</summary>
    public const string NotFinal = "AE-6002";

    /// <summary>The object is archived: it must be restored first.</summary>
    public const string Archived = "AE-6003";

    /// <summary>The node keeps no index by account, or does not have it yet.</summary>
    public const string NoIndex = "AE-6004";

    /// <summary>A cursor is too old: what it pointed at has changed or was pruned.</summary>
    public const string StaleCursor = "AE-6005";

    /// <summary>Timed out waiting for a transaction.</summary>
    public const string TimedOut = "AE-7001";

    /// <summary>A key file or password was refused.</summary>
    public const string KeyRefused = "AE-8001";

    /// <summary>An output file cannot be written.</summary>
    public const string CannotWrite = "AE-8002";

    /// <summary>The object belongs to somebody else.</summary>
    public const string NotOwner = "AE-8004";

    /// <summary>A proof does not hold.</summary>
    public const string ProofInvalid = "AE-9001";

    /// <summary>A genesis is not the pinned one.</summary>
    public const string WrongGenesis = "AE-9002";

    /// <summary>A recorded slot does not hold.</summary>
    public const string SequenceInvalid = "AE-9003";

    /// <summary>What verification starts from is older than the trusting period.</summary>
    public const string TrustExpired = "AE-9004";

    /// <summary>A scenario of a contract does not hold.</summary>
    public const string ScenarioFailed = "AE-9011";

    /// <summary>No chain takes this module as a contract.</summary>
    public const string GateRefused = "AE-9010";

    /// <summary>Calls use more gas than they did.</summary>
    public const string GasGrew = "AE-9012";

    /// <summary>A contract's code on the chain is not the given one.</summary>
    public const string OtherCode = "AE-9013";

    /// <summary>A checkpoint is none, or not the pinned one.</summary>
    public const string WrongCheckpoint = "AE-9005";

    /// <summary>A threshold of a load does not hold.</summary>
    public const string ThresholdFailed = "AE-1102";

    /// <summary>The client of a load was the bottleneck: what it measured says nothing about the nodes.</summary>
    public const string ClientLimited = "AE-1103";

    /// <summary>A signal ended the command before its work was done.</summary>
    public const string Interrupted = "AE-1301";

    /// <summary>The code of a refusal before inclusion: -330nn of the interface is AE-40nn.</summary>
    public static string ForRefusal(int rpcCode) =>
        "AE-" + (4000 + (-33000 - rpcCode)).ToString("D4", CultureInfo.InvariantCulture);
}
