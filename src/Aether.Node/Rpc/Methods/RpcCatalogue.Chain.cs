using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>The chain, the node and its blocks.</summary>
internal static partial class RpcCatalogue
{
    private const string SkippedNote =
        "a slot without a final block is -32012, one that may still get one -32014, one below the oldest block -32011";

    private static RpcErrorCode[] Past => [RpcErrorCode.Pruned, RpcErrorCode.NotYetAvailable];

    private static RpcMethodInfo[] ChainGroup =>
    [
        new("aeth_chainId", "Which chain this is.")
        {
            Result = "chain",
            Note = "`chainTag` is the first 8 bytes of the genesis hash as hex",
            Examples = [Example("this chain", "[]")],
        },
        new("aeth_getGenesis", "The genesis of the chain.")
        {
            Result = "genesis",
            Note = "`raw` is the ACE genesis, `hash` its hash",
            Cost = 5,
            Examples = [Example("the genesis", "[]")],
        },
        new("aeth_getSlotNumber", "The slot (view) this node is in.")
        {
            Result = "int",
            Examples = [Example("now", "[]")],
        },
        new("aeth_blockNumber", "Height of the executed head.")
        {
            Result = "int",
            Examples = [Example("now", "[]")],
        },
        new("aeth_getFinalizedSlot", "Slot (view) of the last final block.")
        {
            Result = "int",
            Examples = [Example("now", "[]")],
        },
    ];

    private static RpcMethodInfo[] NodeGroup =>
    [
        new("aeth_nodeInfo", "What this node is.")
        {
            Result = "nodeInfo",
            Note = "`validatorIndex` is the index in the set of `epoch`, `null` when it is not in it; `pruning` is "
                + "`archive`, `full` or `minimal`, and blocks and states can be read from the two heights on",
            Examples = [Example("this node", "[]")],
        },
        new("aeth_nodeStatus", "What this node is doing.")
        {
            Result = "nodeStatus",
            Note = "`phase` is `running`, what it does while it starts, `draining` or `stopped`; `finalityMs` is from "
                + "a block's first sight here to its finality",
            Cost = 2,
            Examples = [Example("now", "[]")],
        },
        new("aeth_syncing", "Whether the node is behind.")
        {
            Result = "boolean|syncing",
            Note = "`false` when it follows the chain",
            Examples = [Example("a node that follows", "[]", "false")],
        },
        new("aeth_capabilities", "What this node can be asked.")
        {
            Result = "capabilities",
            Note = "`limits` are the limits of the interface by name",
            Cost = 5,
            Examples = [Example("this node", "[]")],
        },
        new("web3_clientVersion", "Program and version.")
        {
            Result = "string",
            Examples = [Example("this node", "[]")],
        },
        new("aeth_getPeers", "The peers.")
        {
            Result = "peers",
            Note = "at most half a second old; `rttMs` is the smoothed round-trip time that QUIC measures, null "
                + "while it is unknown. In mode `fixed` the peers are those of `--peers`, of which less is known; "
                + "validators of one process have none",
            Cost = 5,
            Examples = [Example("the peers", "[]")],
        },
        new("aeth_peers", "The same as `aeth_getPeers`.")
        {
            Result = "peers",
            Cost = 5,
            Examples = [Example("the peers", "[]")],
        },
        new("aeth_getStages", "What the threads of the pipeline do, and how full the queues between them are.")
        {
            Result = "stages",
            Note = "since the start; a thread's waiting and housekeeping stand at its first stage, so the times of its "
                + "stages sum up to its lifetime",
            Cost = 5,
            Examples = [Example("now", "[]")],
        },
        new("rpc.discover", "This description, in the form of OpenRPC 1.3.")
        {
            Result = "object",
            Note = "also `GET /openrpc.json`",
            Cost = 20,
            Examples = [Example("the description", "[]")],
        },
    ];

    private static RpcMethodInfo[] BlockGroup =>
    [
        new("aeth_getBlockByNumber", "A block by tag.")
        {
            Parameters = [Tag, Full],
            Result = "block?",
            Errors = Past,
            Cost = 10,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples =
            [
                Example("the final head", """["finalized"]"""),
                Example("with transactions", """["$height", true]"""),
                Example("with its place", """["finalized", false, {"context": true}]"""),
            ],
        },
        new("aeth_getBlockByHash", "A block by its hash.")
        {
            Parameters = [Must("hash", "hash", "Hash of the block."), Full],
            Result = "block?",
            Errors = [RpcErrorCode.Pruned],
            Cost = 10,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples =
            [
                Example("a final block", """["$block"]"""),
                Example("unknown", $"[\"{Zero}\"]", "null"),
            ],
        },
        new("aeth_getBlockBySlot", "The block of a slot.")
        {
            Parameters = [Must("slot", "int", "The slot (view)."), Full],
            Result = "block",
            Note = SkippedNote,
            Errors = [RpcErrorCode.SlotSkipped, .. Past],
            Cost = 12,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("a final block", """["$view"]""")],
        },
        new("aeth_getBlockRange", "Blocks by height, in order.")
        {
            Parameters =
            [
                Must("from", "tag", "The first block."), Must("to", "tag", "The last block."), Full,
            ],
            Result = "blocks",
            Note = "at most 100 blocks; `next` is the height to go on from, `null` at the end",
            Errors = Past,
            Cost = 100,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("two blocks", "[0, 1]")],
        },
        new("aeth_getHeader", "A header by tag.")
        {
            Parameters = [Tag],
            Result = "header?",
            Errors = Past,
            Cost = 2,
            IsRead = true,
            Examples = [Example("the final head", """["finalized"]""")],
        },
        new("aeth_getHeaders", "Headers by height, in order.")
        {
            Parameters = [Must("from", "tag", "The first block."), Must("to", "tag", "The last block.")],
            Result = "headers",
            Note = "at most 1,000 headers; `next` as above",
            Errors = Past,
            Cost = 50,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("two headers", "[0, 1]")],
        },
        new("aeth_getStateRoot", "Root of the state after a block.")
        {
            Parameters = [Tag],
            Result = "hash?",
            Note = "of that block's post-state, not of \"now\"",
            Errors = Past,
            IsRead = true,
            Examples = [Example("the final state", """["finalized"]""")],
        },
        new("aeth_getLogs", "Events of final blocks, page by page.")
        {
            Parameters =
            [
                Must(
                    "filter",
                    "{fromBlock?:tag, toBlock?:tag, programs?:hash[], topics?:(hash|hash[]|null)[], limit?:int, "
                    + "cursor?:cursor}",
                    "What is wanted."),
            ],
            Result = "logs",
            Note = "`next` is the `cursor` of the next page, `null` at the end; a page ends after `limit` logs (1,000 "
                + "at most) or 10,000 blocks, and `scannedTo` is the last height it is sure of",
            Errors = [RpcErrorCode.Pruned, RpcErrorCode.LimitExceeded],
            Cost = 100,
            Lane = RpcLane.Heavy,
            Examples =
            [
                Example("one event", """[{"fromBlock": 0, "limit": 1}]"""),
                Example("nobody's", $$"""[{"programs": ["{{Zero}}"]}]"""),
            ],
        },
    ];

    private const string Zero = "0x0000000000000000000000000000000000000000000000000000000000000000";
}
