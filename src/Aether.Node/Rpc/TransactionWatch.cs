using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc.Stories;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Rpc;

/// <summary>Where a transaction is at this moment, as far as this node knows.</summary>
/// <param name="Status">The word of the interface: "pending", "included", "final", "expired", "replaced"...</param>
/// <param name="State">The state of its story.</param>
/// <param name="Height">Height of its block; null when it is in none.</param>
/// <param name="Slot">Slot of its block, or the one in which it left the mempool; null while it is pending.</param>
/// <param name="ValidUntil">Last slot in which it may be included, while it is pending.</param>
/// <param name="Reason">Why, for an end that is not a success.</param>
internal sealed record TransactionWatch(
    string Status, StoryState State, ulong? Height, ulong? Slot, ulong? ValidUntil, string? Reason)
{
    /// <summary>True when nothing can change any more.</summary>
    public bool IsOver => State is StoryState.Finalized or StoryState.Failed or StoryState.Expired;

    /// <summary>Looks everywhere; null when the node knows nothing of it.</summary>
    public static TransactionWatch? Find(NodeView node, Hash256 hash) =>
        // A block is committed before its transactions leave the mempool: what left it meanwhile is found in a block.
        FindFinal(node, hash) ?? FindIncluded(node, hash) ?? FindPool(node, hash) ?? FindFinal(node, hash);

    private static TransactionWatch? FindFinal(NodeView node, Hash256 hash)
    {
        if (!node.Store.TryLocate(hash, out TransactionLocation location))
        {
            return null;
        }
        bool failed = node.Store.TryGetReceipt(location, out Receipt? receipt)
            && receipt.Status != ReceiptStatus.Success;
        ulong? slot = node.Store.TryGetFinalHeader(location.Height, out Header? header) ? header.View : null;
        return new TransactionWatch(
            "final",
            failed ? StoryState.Failed : StoryState.Finalized,
            location.Height,
            slot,
            null,
            failed ? receipt!.Status.ToString() : null);
    }

    private static TransactionWatch? FindIncluded(NodeView node, Hash256 hash)
    {
        ulong final = node.Pipeline.Heads.Finalized.Header.Height;
        ulong safe = node.Pipeline.Heads.Safe.Header.Height;
        HeadView? at = node.Pipeline.Heads.Latest;
        while (at is not null && at.Header.Height > final)
        {
            if (Array.Exists(at.Transactions, item => item.Id == hash))
            {
                StoryState state = at.Header.Height <= safe ? StoryState.Included : StoryState.Proposed;
                return new TransactionWatch("included", state, at.Header.Height, at.Header.View, null, null);
            }
            at = at.Parent;
        }
        return null;
    }

    private static TransactionWatch? FindPool(NodeView node, Hash256 hash)
    {
        if (node.Pipeline.Mempool.TryGet(hash, out Transaction? pending))
        {
            return new TransactionWatch(
                "pending", StoryState.Pending, null, null, pending!.Body.ValidUntil, null);
        }
        if (!node.Pipeline.Mempool.TryGetDeparture(hash, out Departure departure))
        {
            return null;
        }
        (StoryState state, string reason) = StoryKeeper.Read(departure.Reason);
        return new TransactionWatch(Name(departure.Reason), state, null, departure.View, null, reason);
    }

    private static string Name(DepartureReason reason) => reason switch
    {
        DepartureReason.Expired => "expired",
        DepartureReason.Replaced => "replaced",
        DepartureReason.Evicted => "evicted",
        _ => "dropped",
    };
}
