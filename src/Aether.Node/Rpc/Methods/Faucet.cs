using System.Globalization;
using System.Text.Json;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline;
using Aether.Sdk.Transactions;

namespace Aether.Node.Rpc.Methods;

/// <summary>Gives tokens away on a development chain: signs a transfer from the faucet account.</summary>
/// <remarks><b>Threads</b>: any; calls take turns, so that each takes the nonce after the one before.</remarks>
internal sealed class Faucet(NodeView node, SigningSeed key)
{
    private readonly Lock _lock = new();

    /// <summary>True for chains whose tokens are worth nothing.</summary>
    public static bool IsAllowedOn(string chainId) => chainId.StartsWith("aether-dev", StringComparison.Ordinal);

    /// <summary>aeth_dev_faucet.</summary>
    public void Give(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(3);
        Address to = parameters.Address(0, "address");
        UInt128 amount = ReadAmount(parameters);
        AssetId asset = ReadAsset(parameters.TextOr(2, "asset", "SWR")!);
        lock (_lock)
        {
            Transaction transaction = Build(to, amount, asset);
            SubmitResult result = node.Pipeline.Submit(transaction.Bytes);
            if (!result.IsAccepted)
            {
                throw TransactionRefusal.Of(result, transaction, node);
            }
            json.WriteStringValue(result.TransactionId.ToString());
        }
    }

    private static UInt128 ReadAmount(RpcParameters parameters)
    {
        JsonElement? item = parameters.Find(1);
        string text = item is { ValueKind: JsonValueKind.Number } number
            ? number.GetRawText()
            : parameters.Text(1, "amount");
        return UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 amount) && amount > 0
            ? amount
            : throw RpcParameters.Invalid("parameter 1 (amount) is a positive whole number of base units");
    }

    private static AssetId ReadAsset(string text) => text switch
    {
        "SWR" => AssetId.Swr,
        "AIC" => AssetId.Aic,
        _ => throw RpcParameters.Invalid("parameter 2 (asset) is \"SWR\" or \"AIC\""),
    };

    private Transaction Build(Address to, UInt128 amount, AssetId asset)
    {
        Address from = key.Address;
        ulong final = node.Pipeline.Heads.ReadFinalized(
            from, static (state, address) => state.GetAccount(address).Nonce);
        ulong nonce = node.Pipeline.Mempool.NextNonce(from, final);
        UInt128 price = node.Pipeline.Heads.Latest.Prices.PriceOf([from.AsObject, to.AsObject]);
        TransactionBody body = new TransactionBuilder(node.Genesis)
            .Transfer(from, to, asset, amount)
            .Build(from, nonce, node.Pipeline.ConsensusStatus.View, FeeEstimate.WithHeadroom(price));
        return TransactionSigner.Sign(body, node.Genesis.Hash, key);
    }
}
