using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Indexing;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>What the index by account knows: history, and the outputs of an owner.</summary>
internal sealed class AccountMethods(NodeView node)
{
    private const string HistoryOptions = "options have cursor, limit, order (\"desc\" or \"asc\") and roles";

    /// <summary>aeth_getAccountHistory.</summary>
    public void GetHistory(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Address address = parameters.Address(0, "address");
        AccountIndex index = Require();
        IndexView view = index.View;
        ulong from = index.From;
        HistoryQuery query = ReadQuery(address, parameters.Find(1) ?? default, from, view);
        HistoryPage page = index.Reader.ReadHistory(query, from, view);
        json.WriteStartObject();
        json.WriteString("address", AddressText.Format(address, node.AddressPrefix));
        json.WriteStartArray("entries");
        foreach (HistoryEntry entry in page.Entries)
        {
            WriteEntry(json, entry);
        }
        json.WriteEndArray();
        json.WriteNumber("from", page.From);
        json.WriteNumber("indexedHeight", page.IndexedHeight);
        json.WriteString("next", page.Next is { } next
            ? new IndexCursor(KindOf(query), SubjectOf(query), next.Height, next.Index, default)
                .Format(node.Genesis.ChainTag)
            : null);
        json.WriteEndObject();
    }

    /// <summary>aeth_getUtxos of an owner.</summary>
    public void GetOwned(JsonElement ask, Utf8JsonWriter json)
    {
        AccountIndex index = Require();
        IndexView view = index.View;
        (Address owner, int limit, IndexCursor? cursor) = ReadOwner(ask);
        ulong height = cursor?.Height ?? view.Height;
        RequireHeld(height, view);
        OutputPage page = index.Reader.ReadOutputs(owner, height, cursor?.Point, limit, view.First);
        // What was spent long ago may have gone while the page was read.
        RequireHeld(height, index.View);
        json.WriteStartObject();
        json.WriteString("owner", AddressText.Format(owner, node.AddressPrefix));
        json.WriteStartArray("outputs");
        foreach (OwnedOutput output in page.Outputs)
        {
            json.WriteStartObject();
            Json.WriteHash(json, "transactionHash", output.Point.TransactionId);
            json.WriteNumber("index", output.Point.Index);
            json.WriteString("asset", output.Asset.ToString());
            Json.WriteAmount(json, "amount", output.Amount);
            json.WriteString("datumHash", output.DatumHash?.ToString());
            json.WriteNumber("madeAt", output.MadeAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("height", page.Height);
        json.WriteString("blockHash", node.Store.TryGetFinalHeader(height, out Header? header)
            ? header.Hash.ToString()
            : null);
        json.WriteNumber("from", page.From);
        json.WriteString("next", page.Next is { } next
            ? new IndexCursor(IndexListKind.Outputs, IndexCursor.SubjectOf(owner, default), height, 0, next)
                .Format(node.Genesis.ChainTag)
            : null);
        json.WriteEndObject();
    }

    private AccountIndex Require()
    {
        if (node.Index is not { } index)
        {
            throw new RpcException(
                RpcErrorCode.IndexUnavailable,
                "this node keeps no index by account",
                ("reason", "off"),
                ("enable", "start the node with --index accounts"));
        }
        if (index.Failure is { } failure)
        {
            throw new RpcException(
                RpcErrorCode.IndexUnavailable,
                $"the index by account ended at block {index.View.Height}: {failure}",
                ("reason", "failed"),
                ("enable", "start the node again; it goes on with the index or makes it again"),
                ("indexedHeight", index.View.Height));
        }
        return index.View.HasBlocks ? index : throw new RpcException(
            RpcErrorCode.IndexUnavailable,
            $"the index by account begins at block {index.View.First} and does not have it yet; {index.Lag} blocks are "
            + "to be read",
            ("reason", "building"),
            ("indexedHeight", index.View.Height));
    }

    private void WriteEntry(Utf8JsonWriter json, HistoryEntry entry)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "transactionHash", entry.TransactionId);
        json.WriteNumber("height", entry.Height);
        json.WriteNumber("index", entry.Index);
        json.WriteNumber("timestampMs", entry.TimestampMs);
        json.WriteNumber("status", (int)entry.Status);
        json.WriteString("statusName", entry.Status.ToString());
        Json.WriteAmount(json, "fee", entry.Fee);
        json.WriteStartArray("roles");
        foreach ((AccountRoles role, string name) in RoleNames.All)
        {
            if ((entry.Roles & role) != 0)
            {
                json.WriteStringValue(name);
            }
        }
        json.WriteEndArray();
        json.WriteBoolean("exact", entry.IsExact);
        json.WriteStartArray("amounts");
        foreach (AssetFlow flow in entry.Flows)
        {
            json.WriteStartObject();
            json.WriteString("asset", flow.Asset.ToString());
            Json.WriteAmount(json, "in", flow.In);
            Json.WriteAmount(json, "out", flow.Out);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private HistoryQuery ReadQuery(Address address, JsonElement options, ulong from, IndexView view)
    {
        bool isDescending = true;
        AccountRoles roles = AccountRoles.None;
        int limit = Limits.Indexing.DefaultPage;
        string? cursor = null;
        if (options.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            throw RpcParameters.Invalid("parameter 1 (options) is an object; " + HistoryOptions);
        }
        foreach (JsonProperty member in Members(options))
        {
            switch (member.Name)
            {
                case "cursor":
                    cursor = ReadCursor(member.Value);
                    break;
                case "limit":
                    limit = ReadLimit(member.Value);
                    break;
                case "order":
                    isDescending = ReadOrder(member.Value);
                    break;
                case "roles":
                    roles = ReadRoles(member.Value);
                    break;
                default:
                    throw RpcParameters.Invalid(HistoryOptions);
            }
        }
        HistoryQuery query = new(address, isDescending, roles, limit, null);
        return cursor is null ? query : query with { After = ReadPlace(cursor, query, from, view) };
    }

    private (ulong Height, uint Index) ReadPlace(string text, HistoryQuery query, ulong from, IndexView view)
    {
        IndexCursor place = Parse(text, KindOf(query), SubjectOf(query));
        if (place.Height > view.Height)
        {
            throw Ahead(place.Height, view);
        }
        // Newest first, everything from there down to what is kept can be told; oldest first, a gap cannot.
        return place.Height >= from || query.IsDescending ? (place.Height, place.Index) : throw new RpcException(
            RpcErrorCode.SubscriptionLagged,
            $"the cursor goes on at block {place.Height}, and the history here begins at block {from}: begin again",
            ("cursor", text));
    }

    private IndexCursor Parse(string text, IndexListKind kind, ulong subject) =>
        IndexCursor.TryParse(
            text, node.Genesis.ChainTag, kind, subject, out IndexCursor? cursor, out string reason)
            ? cursor
            : throw RpcParameters.Invalid(reason);

    private (Address Owner, int Limit, IndexCursor? Cursor) ReadOwner(JsonElement ask)
    {
        Address? owner = null;
        int limit = Limits.Indexing.DefaultPage;
        string? cursor = null;
        foreach (JsonProperty member in ask.EnumerateObject())
        {
            switch (member.Name)
            {
                case "owner" when member.Value.ValueKind == JsonValueKind.String
                    && AddressText.TryParse(member.Value.GetString()!, out Address read):
                    owner = read;
                    break;
                case "limit":
                    limit = ReadLimit(member.Value);
                    break;
                case "cursor":
                    cursor = ReadCursor(member.Value);
                    break;
                default:
                    throw RpcParameters.Invalid("outputs are asked for by {\"owner\": address, cursor?, limit?}");
            }
        }
        Address named = owner ?? throw RpcParameters.Invalid("the owner is missing");
        return (named, limit, cursor is null
            ? null
            : Parse(cursor, IndexListKind.Outputs, IndexCursor.SubjectOf(named, default)));
    }

    // The list after a block can be read while what was spent since is still known.
    private static void RequireHeld(ulong height, IndexView view)
    {
        if (height > view.Height)
        {
            throw Ahead(height, view);
        }
        if (view.Height - height >= Limits.Indexing.HeldBlocks || height < view.First)
        {
            throw new RpcException(
                RpcErrorCode.SubscriptionLagged,
                $"the cursor is of the list after block {height}; lists hold together for "
                + $"{Limits.Indexing.HeldBlocks} blocks and the index is at block {view.Height}: begin again",
                ("oldest", Math.Max(view.First, view.Height + 1 - Math.Min(
                    view.Height + 1, Limits.Indexing.HeldBlocks))));
        }
    }

    private static RpcException Ahead(ulong height, IndexView view) => new(
        RpcErrorCode.NotYetAvailable,
        $"the cursor is of block {height}, and the index here is at block {view.Height}: ask again, or another node",
        ("latest", view.Height),
        ("etaMs", 1_000L));

    private static IEnumerable<JsonProperty> Members(JsonElement options) =>
        options.ValueKind == JsonValueKind.Object ? options.EnumerateObject() : [];

    private static string? ReadCursor(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => item.GetString(),
        _ => throw RpcParameters.Invalid("cursor is what the page before gave as next"),
    };

    private static int ReadLimit(JsonElement item)
    {
        bool known = RpcParameters.TryQuantity(item, out ulong limit) && limit > 0;
        return !known ? throw RpcParameters.Invalid("limit is a whole number from 1 up")
            : limit <= Limits.Indexing.MaxPage ? (int)limit
            : throw RpcParameters.OverLimit(
                $"a page has at most {Limits.Indexing.MaxPage} entries; go on with its cursor",
                Limits.Indexing.MaxPage,
                limit);
    }

    private static bool ReadOrder(JsonElement item) => item.ValueKind == JsonValueKind.String
        && item.GetString() is "asc" or "desc"
            ? item.ValueEquals("desc"u8)
            : throw RpcParameters.Invalid("order is \"desc\" for newest first, or \"asc\"");

    private static AccountRoles ReadRoles(JsonElement list)
    {
        AccountRoles roles = AccountRoles.None;
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= RoleNames.All.Count)
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                AccountRoles role = item.ValueKind == JsonValueKind.String
                    ? RoleNames.Find(item.GetString()!)
                    : AccountRoles.None;
                roles |= role == AccountRoles.None ? throw BadRoles() : role;
            }
            return roles;
        }
        throw BadRoles();
    }

    private static RpcException BadRoles() =>
        RpcParameters.Invalid($"roles is an array of any of {RoleNames.List}");

    private static IndexListKind KindOf(HistoryQuery query) =>
        query.IsDescending ? IndexListKind.Descending : IndexListKind.Ascending;

    private static ulong SubjectOf(HistoryQuery query) => IndexCursor.SubjectOf(query.Address, query.Roles);
}
