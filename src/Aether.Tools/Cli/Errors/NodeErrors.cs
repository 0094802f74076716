namespace Aether.Tools.Cli.Errors;

/// <summary>Errors of the node, in its answers and its log. One with exit code 0 is logged while it goes on.</summary>
internal static class NodeErrors
{
    /// <summary>The entries.</summary>
    public static IReadOnlyList<ErrorEntry> Entries { get; } =
    [
        Of("AE-3003", ExitCode.Success, "AdminAbsent", "there is no admin socket",
            "Its folder cannot be made, or the path is too long for a socket; the node runs without it.",
            "Check the permissions of the data folder and choose a shorter path."),
        Of("AE-7401", ExitCode.Storage, "StoreDamaged", "the store or the block log is damaged",
            "A checksum fails, or a file is missing: the disk, or a copy made while the node ran.",
            "See src/docs/runbooks/storage.md; restore a snapshot, and check the disk before."),
        Of("AE-7402", ExitCode.Storage, "DiskFull", "the node stops before its disk is full",
            "Free space fell below the limit of a clean stop.",
            "Free space or move the data folder, then start the node: nothing final is lost."),
        Of("AE-7403", ExitCode.Success, "StoreWarning", "the store has something to say",
            "The database reports slow or repeated work; the message has its words.",
            "Watch the disk's latency; see src/docs/runbooks/storage.md."),
        Of("AE-7404", ExitCode.Success, "DiskLow", "free space falls",
            "The first of three limits: the node warns, then makes no snapshots, then stops.",
            "Free space, move the data folder, or keep less with --pruning."),
        Of("AE-7405", ExitCode.Success, "DiskPaused", "no snapshots are made for want of space",
            "The second of three limits of free space.", "Free space; snapshots begin again by themselves."),
        Of("AE-7406", ExitCode.Success, "FlightEnded", "the flight record cannot be written",
            "The disk is full or failed, or the data folder may not be written; the node goes on without the record.",
            "Check the data folder; the record begins again with the next start."),
        Of("AE-7407", ExitCode.Success, "AccountIndex", "the index by account begins again, or ended",
            "Blocks were pruned before it had them, its files are damaged or of another chain, or its disk failed; "
            + "the node goes on.",
            "Nothing when it begins again; when it ended, look at the disk and start the node again."),
        Of("AE-7501", ExitCode.DrainTimeout, "DrainTimeout", "a stop that was asked for took too long",
            "Something did not end in time, and the process ended itself. Nothing final is lost.",
            "Start it again; report the log when it happens again.", true),
        Of("AE-7601", ExitCode.Success, "StaleLock", "the process before did not end cleanly",
            "It was killed, or the machine stopped; the lock of the data folder was taken over.",
            "Nothing, when that is known. Else look at the end of the log of the run before."),
        Of("AE-7602", ExitCode.Conflict, "ConflictingFinality", "two conflicting blocks are final",
            "More than a third of the stake signed against itself, or a fault of the program did.",
            "Do not start it again by itself: keep conflict.json and the data folder, and let a person decide."),
        Of("AE-8003", ExitCode.Denied, "FolderInUse", "the data folder is in use by a running node",
            "One process alone may open a data folder.", "Stop the node, or ask it by RPC instead."),
        Of("AE-8005", ExitCode.Success, "SigningWaits", "the validator waits before it signs",
            "What its keys signed before is not known, and signing against itself would be punished.",
            "Nothing: signing begins by itself. Keep the safety record when a validator is moved."),
        Of("AE-9006", ExitCode.VerificationFailed, "StateInvalid",
            "a snapshot does not hold, or a block executed again does not give what its header says",
            "A chunk or a block differs from what certificates prove; `details` names it.",
            "Get the snapshot from another mirror; for a block, keep the data folder and report it."),
    ];

    private static ErrorEntry Of(
        string code, ExitCode exit, string name, string title, string cause, string remedy, bool retriable = false) =>
        new(code, exit, name, title, cause, remedy, retriable, ErrorEntry.Node);
}
