using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <content>Chains for development, and the admin socket.</content>
internal static partial class RpcCatalogue
{
    private const string DevClockShape = "{automine:boolean, timeMs:int, offsetMs:number}";

    private const string DevSnapshotShape = "{id:int, height:int, timeMs:int, offsetMs:number, automine:boolean}";

    private static readonly RpcErrorCode[] s_snapshots =
        [RpcErrorCode.NamespaceDisabled, RpcErrorCode.NotReady, RpcErrorCode.LimitExceeded];

    private static readonly RpcErrorCode[] s_control = [RpcErrorCode.NamespaceDisabled, RpcErrorCode.LimitExceeded];

    private static RpcMethodInfo[] DevGroup =>
    [
        new("aeth_dev_mine", "Blocks at once, each a slot younger than the one before; `aether dev` alone.")
        {
            Parameters = [May("blocks", "int", "How many; 1 without.")],
            Result = "int",
            Note = "height of the last of them, which is final",
            Errors = [.. s_control, RpcErrorCode.NotReady],
            Cost = 50,
            Examples = [Example("two blocks", "[2]")],
        },
        new("aeth_dev_mineToEpoch", "Blocks until an epoch begins, a thousand at most; `aether dev` alone.")
        {
            Parameters = [May("epoch", "int", "Which; the next without.")],
            Result = "{epoch:int, height:int}",
            Note = "the epoch that runs then; `aether dev --epoch-slots` makes epochs short",
            Errors = s_control,
            Cost = 200,
            Examples = [Example("one that has begun", "[0]")],
        },
        new("aeth_dev_setAutomine", "Blocks slot by slot, or only when asked for; `aether dev` alone.")
        {
            Parameters = [Must("enabled", "boolean", "False stops the chain's clock.")],
            Result = DevClockShape,
            Errors = s_control,
            Examples = [Example("slot by slot", "[true]")],
        },
        new("aeth_dev_advanceTime", "The next block is dated later by so much; `aether dev` alone.")
        {
            Parameters = [Must("milliseconds", "int", "How much; the clock never goes back.")],
            Result = DevClockShape,
            Errors = s_control,
            Examples = [Example("a second", "[1000]")],
        },
        new("aeth_dev_clock", "The chain's clock; `aether dev` alone.")
        {
            Result = DevClockShape,
            Note = "`offsetMs`: how far it is ahead of the real one",
            Errors = s_control,
            Examples = [Example("now", "[]")],
        },
        new("aeth_dev_snapshot", "A copy of the chain, to go back to; `aether dev` alone.")
        {
            Result = DevSnapshotShape,
            Note = "final block and clock of that moment, in which the chain stands still",
            Errors = s_snapshots,
            Cost = 50,
            Examples = [Example("the chain as it is", "[]")],
        },
        new("aeth_dev_snapshots", "The copies that there are; `aether dev` alone.")
        {
            Result = DevSnapshotShape + "[]",
            Errors = [RpcErrorCode.NamespaceDisabled],
            Examples = [Example("all", "[]")],
        },
        new("aeth_dev_revert", "The chain as it was; uses up that copy and those after it. `aether dev` alone.")
        {
            Parameters = [Must("id", "int", "Of the copy.")],
            Result = DevSnapshotShape,
            Note = "the node starts again with it: other calls wait, subscriptions end with 1012, pending transactions "
                + "and cursors behind it are gone, and the clock is as far ahead as it was",
            Errors = [.. s_snapshots, RpcErrorCode.InvalidRequest],
            Cost = 50,
            IsAlone = true,
            Examples = [Example("the first copy", "[1]")],
        },
        new("aeth_dev_dumpState", "The whole chain in one piece, for `aether dev --load-state`; `aether dev` alone.")
        {
            Result = "string",
            Note = "a zip in base64",
            Errors = s_snapshots,
            Cost = 100,
            Examples = [Example("the chain as it is", "[]")],
        },
    ];

    private static RpcMethodInfo[] AdminGroup =>
    [
        new("aeth_admin_addPeer", "The peer is dialled and kept.")
        {
            Parameters = [Must("address", "string", "IP address and port."), May("id", "hash", "Its key.")],
            Result = "boolean",
            Errors = [RpcErrorCode.NamespaceDisabled, RpcErrorCode.NotReady],
            IsAdmin = true,
        },
        new("aeth_admin_removePeer", "Its connections end, and it is kept no more.")
        {
            Parameters = [Must("id", "hash", "Its key.")],
            Result = "boolean",
            Errors = [RpcErrorCode.NamespaceDisabled, RpcErrorCode.NotReady],
            IsAdmin = true,
        },
        new("aeth_admin_banPeer", "The same, and it is not let in until it is unbanned.")
        {
            Parameters = [Must("id", "hash", "Its key.")],
            Result = "boolean",
            Errors = [RpcErrorCode.NamespaceDisabled, RpcErrorCode.NotReady],
            IsAdmin = true,
        },
        new("aeth_admin_unbanPeer", "It is let in again.")
        {
            Parameters = [Must("id", "hash", "Its key.")],
            Result = "boolean",
            Errors = [RpcErrorCode.NamespaceDisabled, RpcErrorCode.NotReady],
            IsAdmin = true,
        },
        new("aeth_admin_logLevel", "From which level on the node's log is written, and from now on.")
        {
            Parameters = [May("levels", "string", "As `log.level`; only asked for without.")],
            Result = "{levels:string, modules:string[]}",
            Errors = [RpcErrorCode.NamespaceDisabled],
            IsAdmin = true,
        },
        new("aeth_admin_debug", "What is needed to find a fault: threads, memory, log, settings. No keys.")
        {
            Result = "object",
            Errors = [RpcErrorCode.NamespaceDisabled],
            IsAdmin = true,
        },
    ];
}
