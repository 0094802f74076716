using System.Text.Json;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Rpc.Methods;

/// <summary>Where a transaction is, or what became of it.</summary>
internal sealed class TransactionStatusMethods(NodeView node)
{
    /// <summary>aeth_getTransactionStatus.</summary>
    public void GetStatus(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        Hash256 hash = parameters.Hash(0, "hash");
        // A block is committed before its transactions leave the mempool: what left it meanwhile is found in a block.
        bool known = TryWriteFinal(json, hash) || TryWriteIncluded(json, hash) || TryWritePool(json, hash)
            || TryWriteFinal(json, hash);
        if (!known)
        {
            json.WriteNullValue();
        }
    }

    private static void Write(Utf8JsonWriter json, Hash256 hash, string status, string member, ulong value)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "transactionHash", hash);
        json.WriteString("status", status);
        json.WriteNumber(member, value);
        json.WriteEndObject();
    }

    private bool TryWriteFinal(Utf8JsonWriter json, Hash256 hash)
    {
        bool found = node.Store.TryLocate(hash, out TransactionLocation location);
        if (found)
        {
            Write(json, hash, "final", "height", location.Height);
        }
        return found;
    }

    private bool TryWriteIncluded(Utf8JsonWriter json, Hash256 hash)
    {
        ulong final = node.Pipeline.Heads.Finalized.Header.Height;
        HeadView? at = node.Pipeline.Heads.Latest;
        while (at is not null && at.Header.Height > final)
        {
            if (Array.Exists(at.Transactions, item => item.Id == hash))
            {
                Write(json, hash, "included", "height", at.Header.Height);
                return true;
            }
            at = at.Parent;
        }
        return false;
    }

    private bool TryWritePool(Utf8JsonWriter json, Hash256 hash)
    {
        if (node.Pipeline.Mempool.TryGet(hash, out Transaction? pending))
        {
            Write(json, hash, "pending", "validUntil", pending!.Body.ValidUntil);
            return true;
        }
        bool left = node.Pipeline.Mempool.TryGetDeparture(hash, out Departure departure);
        if (left)
        {
            Write(json, hash, Name(departure.Reason), "view", departure.View);
        }
        return left;
    }

    private static string Name(DepartureReason reason) => reason switch
    {
        DepartureReason.Expired => "expired",
        DepartureReason.Replaced => "replaced",
        DepartureReason.Evicted => "evicted",
        _ => "dropped",
    };
}
