using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>All methods of <c>src/docs/specs/json-rpc.md</c> by name.</summary>
internal static class RpcMethodTable
{
    /// <summary>Builds the table; without a faucet its method answers that the namespace is off.</summary>
    public static IReadOnlyDictionary<string, RpcMethod> Create(NodeView node, Faucet? faucet)
    {
        BlockLookup lookup = new(node);
        ChainMethods chain = new(node);
        BlockMethods blocks = new(node, lookup);
        StateMethods state = new(node, lookup);
        TransactionMethods transactions = new(node, lookup);
        TransactionStatusMethods statuses = new(node);
        EpochMethods epochs = new(node, lookup);
        SequenceMethods sequences = new(node);
        FeeMethods fees = new(node);
        ObjectMethods objects = new(node, lookup);
        ContractMethods contracts = new(node, lookup);
        PeerMethods peers = new(node);
        return new Dictionary<string, RpcMethod>
        {
            ["aeth_chainId"] = chain.ChainId,
            ["aeth_getGenesis"] = chain.GetGenesis,
            ["aeth_nodeInfo"] = chain.NodeInfo,
            ["aeth_getSlotNumber"] = chain.GetSlotNumber,
            ["aeth_blockNumber"] = chain.BlockNumber,
            ["aeth_getFinalizedSlot"] = chain.GetFinalizedSlot,
            ["aeth_getBlockByNumber"] = blocks.GetBlockByNumber,
            ["aeth_getBlockByHash"] = blocks.GetBlockByHash,
            ["aeth_getHeader"] = blocks.GetHeader,
            ["aeth_getStateRoot"] = blocks.GetStateRoot,
            ["aeth_getAccount"] = state.GetAccount,
            ["aeth_getBalance"] = state.GetBalance,
            ["aeth_getProof"] = state.GetProof,
            ["aeth_getObject"] = objects.GetObject,
            ["aeth_getContract"] = contracts.GetContract,
            ["aeth_getContractAbi"] = contracts.GetContractAbi,
            ["aeth_callContract"] = contracts.CallContract,
            ["aeth_simulate"] = contracts.Simulate,
            ["aeth_estimateFee"] = contracts.EstimateFee,
            ["aeth_sendRawTransaction"] = transactions.SendRaw,
            ["aeth_getTransactionByHash"] = transactions.GetByHash,
            ["aeth_getTransactionStatus"] = statuses.GetStatus,
            ["aeth_getTransactionReceipt"] = transactions.GetReceipt,
            ["aeth_getValidators"] = epochs.GetValidators,
            ["aeth_getEpoch"] = epochs.GetEpoch,
            ["aeth_getEpochProof"] = epochs.GetEpochProof,
            ["aeth_getSequence"] = sequences.GetSequence,
            ["aeth_getFeeMarket"] = fees.GetFeeMarket,
            ["aeth_mempoolStatus"] = chain.MempoolStatus,
            ["aeth_getPeers"] = peers.GetPeers,
            ["aeth_admin_addPeer"] = RefuseAdmin,
            ["aeth_admin_removePeer"] = RefuseAdmin,
            ["aeth_admin_banPeer"] = RefuseAdmin,
            ["aeth_admin_unbanPeer"] = RefuseAdmin,
            ["aeth_dev_faucet"] = faucet is null ? RefuseFaucet : faucet.Give,
        };
    }

    /// <summary>The methods of the admin socket.</summary>
    public static IReadOnlyDictionary<string, RpcMethod> CreateAdmin(NodeView node)
    {
        PeerMethods peers = new(node);
        return new Dictionary<string, RpcMethod>
        {
            ["aeth_getPeers"] = peers.GetPeers,
            ["aeth_admin_addPeer"] = peers.Add,
            ["aeth_admin_removePeer"] = peers.Remove,
            ["aeth_admin_banPeer"] = peers.Ban,
            ["aeth_admin_unbanPeer"] = peers.Unban,
        };
    }

    private static void RefuseAdmin(RpcParameters parameters, System.Text.Json.Utf8JsonWriter json) =>
        throw new RpcException(
            RpcErrorCode.NamespaceDisabled, "aeth_admin_ methods are only on the node's admin socket");

    private static void RefuseFaucet(RpcParameters parameters, System.Text.Json.Utf8JsonWriter json) =>
        throw new RpcException(
            RpcErrorCode.NamespaceDisabled, "aeth_dev_ methods are only on development chains with a faucet account");
}
