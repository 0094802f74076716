using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Events of final blocks, page by page.</summary>
internal sealed class LogMethods(NodeView node, BlockLookup blocks)
{
    /// <summary>aeth_getLogs.</summary>
    public void GetLogs(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        JsonElement filter = parameters.Find(0) ?? default;
        if (filter.ValueKind != JsonValueKind.Object)
        {
            throw RpcParameters.Invalid("parameter 0 (filter) is an object");
        }
        Ask ask = ReadAsk(filter);
        LogFilter wanted = LogFilter.Read(filter);
        json.WriteStartObject();
        json.WriteStartArray("logs");
        LogPlace at = ask.From;
        int found = 0;
        ulong searched = 0;
        while (at.Height <= ask.To && found < ask.Limit && searched < Limits.Rpc.MaxLogBlocks && !RpcScope.IsOverdue)
        {
            at = WriteBlock(json, at, wanted, ask.Limit, ref found);
            searched++;
        }
        json.WriteEndArray();
        // The last block that was searched to its end; the one before the first when none was.
        json.WriteNumber("scannedTo", Math.Max(at.Height, 1) - 1);
        json.WriteString("next", at.Height <= ask.To ? at.ToString() : null);
        json.WriteEndObject();
    }

    /// <summary>One event with its place.</summary>
    public static void WriteLog(
        Utf8JsonWriter json, LedgerEvent item, Header header, Hash256 transaction, int index, int logIndex)
    {
        json.WriteStartObject();
        json.WriteString("program", item.Program.ToString());
        json.WriteStartArray("topics");
        foreach (Hash256 topic in item.Topics)
        {
            json.WriteStringValue(topic.ToString());
        }
        json.WriteEndArray();
        json.WriteString("data", Hex.Encode(item.Data));
        Json.WriteHash(json, "blockHash", header.Hash);
        json.WriteNumber("height", header.Height);
        json.WriteNumber("view", header.View);
        Json.WriteHash(json, "transactionHash", transaction);
        json.WriteNumber("transactionIndex", index);
        json.WriteNumber("logIndex", logIndex);
        json.WriteEndObject();
    }

    // Where the search goes on: in this block when the page is full, else in the next.
    private LogPlace WriteBlock(Utf8JsonWriter json, LogPlace at, LogFilter wanted, int limit, ref int found)
    {
        if (!node.Store.TryGetFinalHeader(at.Height, out Header? header) || at.Height < node.Store.Kept.OldestBlock)
        {
            throw blocks.PrunedBlock(at.Height);
        }
        Receipt[] receipts = node.Store.GetReceipts(at.Height);
        int logIndex = 0;
        for (int index = 0; index < receipts.Length; index++)
        {
            foreach (LedgerEvent item in receipts[index].Events)
            {
                if (logIndex >= at.Index && wanted.Matches(item))
                {
                    if (found == limit)
                    {
                        return new LogPlace(at.Height, logIndex);
                    }
                    WriteLog(json, item, header, receipts[index].TransactionId, index, logIndex);
                    found++;
                }
                logIndex++;
            }
        }
        return new LogPlace(at.Height + 1, 0);
    }

    private Ask ReadAsk(JsonElement filter)
    {
        ulong final = node.Store.FinalizedHeader.Height;
        ulong from = node.Store.Kept.OldestBlock;
        ulong to = final;
        int limit = Limits.Rpc.MaxLogs;
        LogPlace? cursor = null;
        foreach (JsonProperty member in filter.EnumerateObject())
        {
            switch (member.Name)
            {
                case "fromBlock":
                    from = ReadHeight(member.Value);
                    break;
                case "toBlock":
                    to = ReadHeight(member.Value);
                    break;
                case "limit":
                    limit = ReadLimit(member.Value, from);
                    break;
                case "cursor":
                    cursor = ReadCursor(member.Value);
                    break;
                case var name when LogFilter.IsMember(name):
                    break;
                default:
                    throw RpcParameters.Invalid("a filter has fromBlock, toBlock, programs, topics, limit and cursor");
            }
        }
        to = Math.Min(to, final);
        return new Ask(cursor ?? new LogPlace(from, 0), to, limit);
    }

    private ulong ReadHeight(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String when item.ValueEquals("earliest"u8) => node.Store.Kept.OldestBlock,
        JsonValueKind.String when item.ValueEquals("finalized"u8) || item.ValueEquals("safe"u8)
            || item.ValueEquals("latest"u8) => node.Store.FinalizedHeader.Height,
        _ when RpcParameters.TryQuantity(item, out ulong height) => height,
        _ => throw RpcParameters.Invalid("fromBlock and toBlock are heights, \"earliest\" or \"finalized\""),
    };

    private int ReadLimit(JsonElement item, ulong from)
    {
        bool known = RpcParameters.TryQuantity(item, out ulong limit) && limit > 0;
        return !known ? throw RpcParameters.Invalid("limit is a whole number from 1 up")
            : limit <= Limits.Rpc.MaxLogs ? (int)limit
            : throw new RpcException(
                RpcErrorCode.LimitExceeded,
                $"a page has at most {Limits.Rpc.MaxLogs} logs; go on with its cursor",
                ("limit", (long)Limits.Rpc.MaxLogs),
                ("requested", limit),
                ("suggested", (from, Math.Min(from + Limits.Rpc.MaxLogBlocks, node.Store.FinalizedHeader.Height))));
    }

    private static LogPlace ReadCursor(JsonElement item) =>
        item.ValueKind == JsonValueKind.String && LogPlace.TryParse(item.GetString()!, out LogPlace place)
            ? place
            : throw RpcParameters.Invalid("cursor is what the page before gave as next");

    private readonly record struct Ask(LogPlace From, ulong To, int Limit);

    // Final blocks do not change, so the place in one is enough to go on.
    private readonly record struct LogPlace(ulong Height, int Index)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}:{Index}");

        public static bool TryParse(string text, out LogPlace place)
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            ulong height = 0;
            int index = 0;
            bool parsed = colon > 0
                && ulong.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out height)
                && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index);
            place = new LogPlace(height, index);
            return parsed;
        }
    }
}
