using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc;

/// <summary>Finds blocks by slot: heights and slots rise together, so the final chain is searched by halves.</summary>
internal sealed class SlotLookup(NodeView node, BlockLookup blocks)
{
    /// <summary>The block of a slot.</summary>
    /// <exception cref="RpcException">
    /// SlotSkipped when there is none and never will be, NotYetAvailable while that is open, Pruned when the node
    /// started above it.
    /// </exception>
    public FoundBlock Find(ulong slot)
    {
        HeadView? at = node.Pipeline.Heads.Latest;
        Header final = node.Pipeline.Heads.Finalized.Header;
        for (; at is not null && at.Header.Height > final.Height; at = at.Parent)
        {
            if (at.Header.View == slot)
            {
                return blocks.Find(new BlockTag(BlockTagKind.Hash, 0, at.Header.Hash))!;
            }
        }
        if (slot > final.View)
        {
            ulong current = node.Pipeline.ConsensusStatus.View;
            throw blocks.NotYet($"a block of slot {slot}", slot >= current ? slot - current + 2 : 2);
        }
        Header above = FirstFrom(slot, final) ?? final;
        if (above.View == slot)
        {
            return blocks.Find(new BlockTag(BlockTagKind.Height, above.Height, default))!;
        }
        throw above.Height == 0 || !node.Store.TryGetFinalHeader(above.Height - 1, out Header? below)
            ? blocks.PrunedBlock(Math.Max(above.Height, 1) - 1)
            : Skipped(slot, below, above);
    }

    /// <summary>The first final header with this slot or a later one; null when there is none.</summary>
    public Header? FirstFrom(ulong slot, Header final)
    {
        if (final.View < slot)
        {
            return null;
        }
        ulong low = 0;
        ulong high = final.Height;
        Header found = final;
        while (low < high)
        {
            ulong middle = low + ((high - low) / 2);
            // A node that started from a snapshot has no headers below it.
            if (node.Store.TryGetFinalHeader(middle, out Header? header) && header.View >= slot)
            {
                found = header;
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return found;
    }

    // Who leads a slot is known from its proposal alone, so whether the leader was silent or too late is not.
    private static RpcException Skipped(ulong slot, Header below, Header above) => new(
        RpcErrorCode.SlotSkipped,
        $"slot {slot} passed without a final block: the chain goes from slot {below.View} to slot {above.View}",
        ("slot", slot),
        ("reason", "noFinalBlock"),
        ("previous", below.View),
        ("next", above.View));
}
