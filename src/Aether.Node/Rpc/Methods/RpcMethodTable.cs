using System.Text.Json;
using Aether.Node.Devnet.Control;
using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Submissions;
using Aether.Node.Rpc.Subscriptions;

namespace Aether.Node.Rpc.Methods;

/// <summary>Joins the descriptions of <see cref="RpcCatalogue"/> to what runs them.</summary>
internal static class RpcMethodTable
{
    /// <summary>The methods of a node; what it has not answers that its namespace is off.</summary>
    /// <param name="node">The node.</param>
    /// <param name="faucet">Gives tokens away; null on chains where nobody does.</param>
    /// <param name="control">Makes blocks at will; null on chains that go by their own clock.</param>
    public static RpcRegistry Create(NodeView node, Faucet? faucet, DevControl? control)
    {
        Dictionary<string, RpcMethod> methods = [];
        BlockLookup lookup = new(node);
        AddChain(methods, node, lookup);
        AddState(methods, node, lookup);
        AddTransactions(methods, node, lookup, faucet);
        DevMethods dev = new(control);
        methods["aeth_dev_setAutomine"] = dev.SetAutomine;
        methods["aeth_dev_advanceTime"] = dev.AdvanceTime;
        methods["aeth_dev_clock"] = dev.GetClock;
        DevSnapshotMethods snapshots = new(control);
        methods["aeth_dev_snapshots"] = snapshots.List;
        SendMethods sends = new(node, new TransactionMethods(node, lookup), SubmissionDoor.Of(node));
        SubscriptionMethods subscriptions = new(new ChainTopics(node.Feed), new StateTopics(node, lookup));
        Dictionary<string, RpcDeferredMethod> waiting = new()
        {
            ["aeth_subscribe"] = subscriptions.Subscribe,
            ["aeth_unsubscribe"] = subscriptions.Unsubscribe,
            ["aeth_dev_mine"] = dev.Mine,
            ["aeth_dev_mineToEpoch"] = dev.MineToEpoch,
            ["aeth_dev_snapshot"] = snapshots.Take,
            ["aeth_dev_revert"] = snapshots.Revert,
            ["aeth_dev_dumpState"] = snapshots.Dump,
            ["aeth_sendRawTransaction"] = sends.SendRaw,
            ["aeth_sendRawTransactionSync"] = sends.SendRawSync,
        };
        return Join(RpcCatalogue.All, methods, waiting, new() { ["aeth_sendRawTransaction"] = sends.Together });
    }

    /// <summary>The methods of the admin socket.</summary>
    public static RpcRegistry CreateAdmin(NodeView node, AdminMethods admin)
    {
        PeerMethods peers = new(node);
        NodeMethods status = new(node);
        Dictionary<string, RpcMethod> methods = new()
        {
            ["aeth_getPeers"] = peers.GetPeers,
            ["aeth_peers"] = peers.GetPeers,
            ["aeth_nodeStatus"] = status.Status,
            ["aeth_admin_addPeer"] = peers.Add,
            ["aeth_admin_removePeer"] = peers.Remove,
            ["aeth_admin_banPeer"] = peers.Ban,
            ["aeth_admin_unbanPeer"] = peers.Unban,
            ["aeth_admin_logLevel"] = admin.LogLevel,
            ["aeth_admin_debug"] = admin.Debug,
        };
        return Join(RpcCatalogue.All.Where(info => methods.ContainsKey(info.Name)), methods, []);
    }

    /// <summary>Every description needs exactly one of the two.</summary>
    public static RpcRegistry Join(
        IEnumerable<RpcMethodInfo> infos,
        Dictionary<string, RpcMethod> methods,
        Dictionary<string, RpcDeferredMethod> waiting,
        Dictionary<string, RpcTogether>? together = null)
    {
        List<RpcEntry> entries = [];
        foreach (RpcMethodInfo info in infos)
        {
            RpcMethod? run = methods.GetValueOrDefault(info.Name);
            RpcDeferredMethod? begin = waiting.GetValueOrDefault(info.Name);
            entries.Add(run is null == begin is null
                ? throw new InvalidOperationException($"{info.Name} is not joined to one method")
                : new RpcEntry(info, run, begin) { Together = together?.GetValueOrDefault(info.Name) });
        }
        return entries.Count == methods.Count + waiting.Count
            ? new RpcRegistry(entries)
            : throw new InvalidOperationException("a method has no description");
    }

    private static void AddChain(Dictionary<string, RpcMethod> methods, NodeView node, BlockLookup lookup)
    {
        ChainMethods chain = new(node);
        NodeMethods status = new(node);
        BlockMethods blocks = new(node, lookup);
        SlotLookup slots = new(node, lookup);
        RangeMethods ranges = new(lookup, slots, blocks);
        PeerMethods peers = new(node);
        methods["aeth_chainId"] = chain.ChainId;
        methods["aeth_getGenesis"] = chain.GetGenesis;
        methods["aeth_nodeInfo"] = chain.NodeInfo;
        methods["aeth_getSlotNumber"] = chain.GetSlotNumber;
        methods["aeth_blockNumber"] = chain.BlockNumber;
        methods["aeth_getFinalizedSlot"] = chain.GetFinalizedSlot;
        methods["aeth_nodeStatus"] = status.Status;
        methods["aeth_syncing"] = status.Syncing;
        methods["aeth_capabilities"] = status.Capabilities;
        methods["web3_clientVersion"] = status.ClientVersion;
        methods["aeth_getPeers"] = peers.GetPeers;
        methods["aeth_peers"] = peers.GetPeers;
        methods["aeth_getStages"] = new StageMethods(node).GetStages;
        methods["rpc.discover"] = Discover;
        methods["aeth_getBlockByNumber"] = blocks.GetBlockByNumber;
        methods["aeth_getBlockByHash"] = blocks.GetBlockByHash;
        methods["aeth_getBlockBySlot"] = ranges.GetBlockBySlot;
        methods["aeth_getBlockRange"] = ranges.GetBlockRange;
        methods["aeth_getHeader"] = blocks.GetHeader;
        methods["aeth_getHeaders"] = ranges.GetHeaders;
        methods["aeth_getStateRoot"] = blocks.GetStateRoot;
        methods["aeth_getLogs"] = new LogMethods(node, lookup).GetLogs;
        foreach (RpcMethodInfo info in RpcCatalogue.All.Where(info => info.IsAdmin))
        {
            methods[info.Name] = RefuseAdmin;
        }
    }

    private static void AddState(Dictionary<string, RpcMethod> methods, NodeView node, BlockLookup lookup)
    {
        StateMethods state = new(node, lookup);
        LedgerMethods ledger = new(node, lookup, new SlotLookup(node, lookup));
        ContractMethods contracts = new(node, lookup);
        EpochMethods epochs = new(node, lookup);
        methods["aeth_getAccount"] = state.GetAccount;
        methods["aeth_getBalance"] = state.GetBalance;
        methods["aeth_getProof"] = state.GetProof;
        methods["aeth_getUtxos"] = ledger.GetOutputs;
        methods["aeth_getAccountHistory"] = new AccountMethods(node).GetHistory;
        methods["aeth_getSupply"] = ledger.GetSupply;
        methods["aeth_getStake"] = ledger.GetStake;
        methods["aeth_getLeaderSchedule"] = ledger.GetLeaders;
        methods["aeth_getObject"] = new ObjectMethods(node, lookup).GetObject;
        methods["aeth_getContract"] = contracts.GetContract;
        methods["aeth_getContractAbi"] = contracts.GetContractAbi;
        methods["aeth_callContract"] = contracts.CallContract;
        methods["aeth_simulate"] = contracts.Simulate;
        methods["aeth_estimateFee"] = contracts.EstimateFee;
        methods["aeth_getFeeMarket"] = new FeeMethods(node).GetFeeMarket;
        methods["aeth_getValidators"] = epochs.GetValidators;
        methods["aeth_getEpoch"] = epochs.GetEpoch;
        methods["aeth_getEpochProof"] = epochs.GetEpochProof;
        methods["aeth_getSequence"] = new SequenceMethods(node).GetSequence;
    }

    private static void AddTransactions(
        Dictionary<string, RpcMethod> methods, NodeView node, BlockLookup lookup, Faucet? faucet)
    {
        TransactionMethods transactions = new(node, lookup);
        MempoolMethods pool = new(node);
        methods["aeth_getTransactionByHash"] = transactions.GetByHash;
        methods["aeth_getTransactionStatus"] = new TransactionStatusMethods(node).GetStatus;
        methods["aeth_getTransactionReceipt"] = transactions.GetReceipt;
        methods["aeth_getBlockReceipts"] = transactions.GetBlockReceipts;
        methods["aeth_mempoolStatus"] = pool.GetStatus;
        methods["aeth_mempoolContent"] = pool.GetContent;
        methods["aeth_mempoolInspect"] = pool.Inspect;
        methods["aeth_dev_faucet"] = faucet is null ? RefuseFaucet : faucet.Give;
    }

    private static void Discover(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteRawValue(OpenRpcDocument.Bytes, skipInputValidation: true);
    }

    private static void RefuseAdmin(RpcParameters parameters, Utf8JsonWriter json) => throw new RpcException(
        RpcErrorCode.NamespaceDisabled,
        "aeth_admin_ methods are only on the node's admin socket",
        ("enable", "ask on admin/node.sock in the node's data folder"));

    private static void RefuseFaucet(RpcParameters parameters, Utf8JsonWriter json) => throw new RpcException(
        RpcErrorCode.NamespaceDisabled,
        "aeth_dev_ methods are only on development chains with a faucet account",
        ("enable", "start a development chain: aether devnet"));
}
