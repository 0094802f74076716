using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Json;

namespace Aether.Sdk.Client;

/// <summary>
/// JSON-RPC client of a node. Answers are claims of that node; proofs are checked by <c>ProofVerifier</c>.
/// </summary>
/// <remarks>
/// <b>Threads</b>: thread safe. <b>Ownership</b>: borrows the <see cref="HttpClient"/>.
/// <para><b>Errors</b>: <see cref="RpcErrorException"/> for an error answer, <see cref="EndpointException"/> when there
/// is no usable answer. Nothing is retried but calls that the node put off.</para>
/// </remarks>
public sealed class AetherClient
{
    private readonly JsonRpcConnection _connection;
    private readonly TimeProvider _time;

    /// <summary>Talks to <paramref name="endpoint"/>; <paramref name="time"/> paces polling.</summary>
    public AetherClient(HttpClient http, Uri endpoint, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _connection = new JsonRpcConnection(http, endpoint, _time);
    }

    /// <summary>The node's address.</summary>
    public Uri Endpoint => _connection.Endpoint;

    /// <summary>Any method; the result as it came.</summary>
    public Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellation = default) =>
        _connection.CallAsync(method, parameters, cancellation);

    /// <summary>Which chain the node serves.</summary>
    public Task<ChainIdentity> GetChainIdentityAsync(CancellationToken cancellation = default) =>
        CallAsync("aeth_chainId", [], SdkJsonContext.Default.ChainIdentity, cancellation);

    /// <summary>The genesis. Decoded here; its hash is computed, not taken from the node.</summary>
    public async Task<Genesis> GetGenesisAsync(CancellationToken cancellation = default)
    {
        JsonTypeInfo<GenesisAnswer> type = SdkJsonContext.Default.GenesisAnswer;
        GenesisAnswer answer = await CallAsync("aeth_getGenesis", [], type, cancellation).ConfigureAwait(false);
        return Decode<Genesis>(answer.Raw, "genesis");
    }

    /// <summary>What the node says about itself.</summary>
    public Task<NodeInfo> GetNodeInfoAsync(CancellationToken cancellation = default) =>
        CallAsync("aeth_nodeInfo", [], SdkJsonContext.Default.NodeInfo, cancellation);

    /// <summary>A node's chain, its height and what is final, in one request.</summary>
    public async Task<NodeOverview> GetOverviewAsync(CancellationToken cancellation = default)
    {
        JsonElement[] answers = await _connection.CallAllAsync(NodeOverview.Calls, cancellation).ConfigureAwait(false);
        return NodeOverview.TryRead(answers, out NodeOverview? overview)
            ? overview
            : throw new EndpointException("the node describes itself in an unknown form");
    }

    /// <summary>The view the node is in.</summary>
    public Task<ulong> GetSlotNumberAsync(CancellationToken cancellation = default) =>
        CallAsync("aeth_getSlotNumber", [], SdkJsonContext.Default.UInt64, cancellation);

    /// <summary>A header; null when the node knows no such block.</summary>
    public Task<HeaderInfo?> GetHeaderAsync(BlockTag tag, CancellationToken cancellation = default) =>
        FindAsync("aeth_getHeader", [Tag(tag)], SdkJsonContext.Default.HeaderInfo, cancellation);

    /// <summary>A block as JSON; null when the node knows no such block.</summary>
    /// <param name="tag">Which block.</param>
    /// <param name="full">True for whole transactions, false for their hashes.</param>
    /// <param name="cancellation">Stops the call.</param>
    public async Task<JsonElement?> GetBlockAsync(
        BlockTag tag, bool full = false, CancellationToken cancellation = default)
    {
        string method = tag.IsHash ? "aeth_getBlockByHash" : "aeth_getBlockByNumber";
        JsonElement block = await CallAsync(method, [Tag(tag), full], cancellation).ConfigureAwait(false);
        return block.ValueKind == JsonValueKind.Null ? null : block;
    }

    /// <summary>An account; one never touched has nonce 0 and no balances.</summary>
    public Task<AccountInfo> GetAccountAsync(
        Address address, BlockTag tag, CancellationToken cancellation = default) =>
        CallAsync("aeth_getAccount", [address.ToString(), Tag(tag)], SdkJsonContext.Default.AccountInfo, cancellation);

    /// <summary>Native balances of an account.</summary>
    public Task<BalanceInfo> GetBalanceAsync(
        Address address, BlockTag tag, CancellationToken cancellation = default) =>
        CallAsync("aeth_getBalance", [address.ToString(), Tag(tag)], SdkJsonContext.Default.BalanceInfo, cancellation);

    /// <summary>A page of the final transactions that touched an account; for nodes that keep the index.</summary>
    /// <param name="address">Which account.</param>
    /// <param name="newestFirst">The order.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="cursor">What the page before gave as next; null to begin.</param>
    /// <param name="roles">Only entries with any of them; none for all.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<AccountHistory> GetAccountHistoryAsync(
        Address address,
        bool newestFirst = true,
        int limit = 100,
        string? cursor = null,
        IReadOnlyList<string>? roles = null,
        CancellationToken cancellation = default)
    {
        JsonObject options = new()
        {
            ["order"] = newestFirst ? "desc" : "asc",
            ["limit"] = limit,
            ["cursor"] = cursor,
            ["roles"] = new JsonArray([.. (roles ?? []).Select(role => JsonValue.Create(role))]),
        };
        return CallAsync(
            "aeth_getAccountHistory", [address.ToString(), options], SdkJsonContext.Default.AccountHistory,
            cancellation);
    }

    /// <summary>A page of the unspent outputs of an owner; for nodes that keep the index.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="limit">Most outputs.</param>
    /// <param name="cursor">What the page before gave as next; null to begin. It is of the same block.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<OwnedOutputs> GetOwnedOutputsAsync(
        Address owner, int limit = 100, string? cursor = null, CancellationToken cancellation = default) =>
        CallAsync(
            "aeth_getUtxos",
            [new JsonObject { ["owner"] = owner.ToString(), ["limit"] = limit, ["cursor"] = cursor }],
            SdkJsonContext.Default.OwnedOutputs,
            cancellation);

    /// <summary>An object, live or archived; null when there is none. An asset is an object too.</summary>
    public Task<ObjectInfo?> GetObjectAsync(
        ObjectId id, BlockTag tag, CancellationToken cancellation = default) =>
        FindAsync("aeth_getObject", [id.ToString(), Tag(tag)], SdkJsonContext.Default.ObjectInfo, cancellation);

    /// <summary>A contract; null when there is none.</summary>
    public Task<ContractInfo?> GetContractAsync(
        ObjectId id, BlockTag tag, CancellationToken cancellation = default) =>
        FindAsync("aeth_getContract", [id.ToString(), Tag(tag)], SdkJsonContext.Default.ContractInfo, cancellation);

    /// <summary>The description in a contract's code; null when there is no such contract.</summary>
    public Task<ContractAbiAnswer?> GetContractAbiAsync(
        ObjectId id, BlockTag tag, CancellationToken cancellation = default) => FindAsync(
        "aeth_getContractAbi", [id.ToString(), Tag(tag)], SdkJsonContext.Default.ContractAbiAnswer, cancellation);

    /// <summary>Calls a method at the executed head and forgets what it did.</summary>
    /// <param name="id">The contract.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="input">Its input.</param>
    /// <param name="caller">Who the contract sees as its caller.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<SimulationAnswer> CallContractAsync(
        ObjectId id, string method, byte[] input, Address caller, CancellationToken cancellation = default) =>
        CallAsync(
            "aeth_callContract", [id.ToString(), method, Hex.Encode(input), caller.ToString()],
            SdkJsonContext.Default.SimulationAnswer, cancellation);

    /// <summary>Tries a transaction at the executed head, signed or not, and forgets what it did.</summary>
    /// <param name="raw">Canonical bytes of the transaction.</param>
    /// <param name="declare">True to add what it turns out to need declared.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<SimulationAnswer> SimulateAsync(
        ReadOnlyMemory<byte> raw, bool declare, CancellationToken cancellation = default) => CallAsync(
        "aeth_simulate", [Hex.Encode(raw.Span), new JsonObject { ["declare"] = declare }],
        SdkJsonContext.Default.SimulationAnswer, cancellation);

    /// <summary>A state value with its proof; unverified.</summary>
    public Task<StateProofAnswer> GetProofAsync(
        Hash256 key, BlockTag tag, CancellationToken cancellation = default) =>
        CallAsync("aeth_getProof", [key.ToString(), Tag(tag)], SdkJsonContext.Default.StateProofAnswer, cancellation);

    /// <summary>The proof of the closing of an epoch; null while it is not closed.</summary>
    public Task<EpochProofAnswer?> GetEpochProofAsync(uint epoch, CancellationToken cancellation = default) =>
        FindAsync("aeth_getEpochProof", [epoch], SdkJsonContext.Default.EpochProofAnswer, cancellation);

    /// <summary>What the node recorded of a slot it led; null when it did not lead it or keeps it no more.</summary>
    public Task<SequenceAnswer?> GetSequenceAsync(ulong view, CancellationToken cancellation = default) =>
        FindAsync("aeth_getSequence", [view], SdkJsonContext.Default.SequenceAnswer, cancellation);

    /// <summary>What a transaction that writes these objects pays in the next block.</summary>
    /// <param name="written">Accounts and objects, the fee payer's account included; at most 128.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<FeeMarketInfo> GetFeeMarketAsync(
        IReadOnlyList<ObjectId> written, CancellationToken cancellation = default)
    {
        JsonArray items = [.. written.Select(item => JsonValue.Create(item.ToString()))];
        return CallAsync("aeth_getFeeMarket", [items], SdkJsonContext.Default.FeeMarketInfo, cancellation);
    }

    /// <summary>How full the mempool is.</summary>
    public Task<MempoolInfo> GetMempoolAsync(CancellationToken cancellation = default) =>
        CallAsync("aeth_mempoolStatus", [], SdkJsonContext.Default.MempoolInfo, cancellation);

    /// <summary>Sends a transaction and returns its hash once the node has admitted it.</summary>
    public Task<Hash256> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation = default) =>
        CallAsync(
            "aeth_sendRawTransaction", [Hex.Encode(raw.Span)], SdkJsonContext.Default.Hash256, cancellation);

    /// <summary>A transaction as JSON; null when the node does not know it.</summary>
    public async Task<JsonElement?> GetTransactionAsync(Hash256 hash, CancellationToken cancellation = default)
    {
        JsonElement found = await CallAsync("aeth_getTransactionByHash", [hash.ToString()], cancellation)
            .ConfigureAwait(false);
        return found.ValueKind == JsonValueKind.Null ? null : found;
    }

    /// <summary>Where a transaction is, or what became of it; null when the node knows nothing of it.</summary>
    public Task<TransactionStatusInfo?> GetTransactionStatusAsync(
        Hash256 hash, CancellationToken cancellation = default) => FindAsync(
        "aeth_getTransactionStatus", [hash.ToString()], SdkJsonContext.Default.TransactionStatusInfo, cancellation);

    /// <summary>A receipt; null until the transaction is in an executed block.</summary>
    public Task<ReceiptInfo?> GetReceiptAsync(
        Hash256 hash, bool withProof = false, CancellationToken cancellation = default)
    {
        JsonArray parameters = [hash.ToString()];
        if (withProof)
        {
            parameters.Add(new JsonObject { ["proof"] = true });
        }
        return FindAsync("aeth_getTransactionReceipt", parameters, SdkJsonContext.Default.ReceiptInfo, cancellation);
    }

    /// <summary>Asks a development chain's faucet for tokens; returns the transaction's hash.</summary>
    public Task<Hash256> RequestFaucetAsync(
        Address address, UInt128 baseUnits, AssetId asset, CancellationToken cancellation = default)
    {
        string amount = baseUnits.ToString(CultureInfo.InvariantCulture);
        JsonArray parameters = [address.ToString(), amount, asset.ToString()];
        return CallAsync("aeth_dev_faucet", parameters, SdkJsonContext.Default.Hash256, cancellation);
    }

    /// <summary>
    /// Polls until a transaction is included or final; <see cref="TransactionExpiredException"/> when it never can be.
    /// </summary>
    /// <param name="hash">Which transaction.</param>
    /// <param name="level">Included or final.</param>
    /// <param name="timeout">Longest wait; <see cref="ReceiptTimeoutException"/> after it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<ReceiptInfo> WaitForReceiptAsync(
        Hash256 hash, WaitLevel level, TimeSpan timeout, CancellationToken cancellation = default)
    {
        long start = _time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            ReceiptInfo? receipt = await GetReceiptAsync(hash, false, cancellation).ConfigureAwait(false);
            if (receipt is not null && (receipt.Finalized || level != WaitLevel.Final))
            {
                return receipt;
            }
            if (receipt is null && await FindExpiryAsync(hash, cancellation).ConfigureAwait(false) is { } expired)
            {
                throw new TransactionExpiredException(hash, expired.View);
            }
            if (_time.GetElapsedTime(start) >= timeout)
            {
                throw new ReceiptTimeoutException(hash, receipt is not null);
            }
            await Task.Delay(pause, _time, cancellation).ConfigureAwait(false);
            pause = pause < TimeSpan.FromMilliseconds(400) ? pause * 2 : pause;
        }
    }

    /// <summary>Decodes canonical bytes that a node sent.</summary>
    internal static T Decode<T>(ReadOnlySpan<byte> raw, string what)
        where T : IAceValue<T> =>
        Ace.TryDecode(raw, out T value, out DecodeError error)
            ? value
            : throw new EndpointException($"the node sent a malformed {what} ({error})");

    // A node of an older version has no such method: then only time tells.
    private async Task<TransactionStatusInfo?> FindExpiryAsync(Hash256 hash, CancellationToken cancellation)
    {
        const int MethodNotFound = -32601;
        try
        {
            TransactionStatusInfo? status = await GetTransactionStatusAsync(hash, cancellation).ConfigureAwait(false);
            return status is { IsExpired: true } ? status : null;
        }
        catch (RpcErrorException error) when (error.Code == MethodNotFound)
        {
            return null;
        }
    }

    private static JsonNode Tag(BlockTag tag) =>
        ulong.TryParse(tag.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong height)
            ? JsonValue.Create(height)
            : JsonValue.Create(tag.Text);

    private async Task<T> CallAsync<T>(
        string method, JsonArray parameters, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        T? result = await FindAsync(method, parameters, type, cancellation).ConfigureAwait(false);
        return result ?? throw new EndpointException($"the node answered {method} with null");
    }

    private async Task<T?> FindAsync<T>(
        string method, JsonArray parameters, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        JsonElement result = await _connection.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        try
        {
            return result.Deserialize(type);
        }
        catch (JsonException error)
        {
            throw new EndpointException($"the node answered {method} in an unknown form: {error.Message}", error);
        }
    }
}
