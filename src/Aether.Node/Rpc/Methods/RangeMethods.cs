using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Blocks by slot, and many blocks or headers at once.</summary>
internal sealed class RangeMethods(BlockLookup lookup, SlotLookup slots, BlockMethods blocks)
{
    /// <summary>aeth_getBlockBySlot.</summary>
    public void GetBlockBySlot(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        bool full = parameters.FlagOr(1, "full", false);
        FoundBlock found = slots.Find(parameters.Quantity(0, "slot"));
        blocks.WriteBlock(json, new BlockTag(BlockTagKind.Hash, 0, found.Header.Hash), full);
    }

    /// <summary>aeth_getBlockRange.</summary>
    public void GetBlockRange(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(3);
        bool full = parameters.FlagOr(2, "full", false);
        (ulong first, ulong last) = ReadRange(parameters);
        json.WriteStartObject();
        json.WriteStartArray("blocks");
        ulong at = first;
        for (; at <= last && at - first < Limits.Rpc.MaxRangeBlocks && !RpcScope.IsOverdue; at++)
        {
            blocks.WriteBlock(json, new BlockTag(BlockTagKind.Height, at, default), full);
            // Large blocks end a page early: the next one begins where it stopped.
            if (json.BytesCommitted + json.BytesPending > Limits.Rpc.MaxResponseBytes / 2)
            {
                at++;
                break;
            }
        }
        json.WriteEndArray();
        WriteNext(json, at, last);
        json.WriteEndObject();
    }

    /// <summary>aeth_getHeaders.</summary>
    public void GetHeaders(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        (ulong first, ulong last) = ReadRange(parameters);
        json.WriteStartObject();
        json.WriteStartArray("headers");
        ulong at = first;
        for (; at <= last && at - first < Limits.Rpc.MaxRangeHeaders && !RpcScope.IsOverdue; at++)
        {
            FoundBlock found = lookup.Find(new BlockTag(BlockTagKind.Height, at, default))!;
            json.WriteStartObject();
            Json.WriteHeader(json, found.Header, found.Finalized);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteNext(json, at, last);
        json.WriteEndObject();
    }

    private static void WriteNext(Utf8JsonWriter json, ulong at, ulong last)
    {
        if (at <= last)
        {
            json.WriteNumber("next", at);
        }
        else
        {
            json.WriteNull("next");
        }
    }

    private (ulong First, ulong Last) ReadRange(RpcParameters parameters)
    {
        ulong first = HeightOf(parameters, 0);
        ulong last = HeightOf(parameters, 1);
        return first <= last ? (first, last) : throw RpcParameters.Invalid(
            $"the range goes from {first} down to {last}: the first block comes first");
    }

    private ulong HeightOf(RpcParameters parameters, int index)
    {
        BlockTag tag = BlockTag.Read(parameters, index);
        FoundBlock? found = lookup.Find(tag);
        return found?.Header.Height ?? throw RpcParameters.Invalid($"parameter {index} names a block nobody knows");
    }
}
