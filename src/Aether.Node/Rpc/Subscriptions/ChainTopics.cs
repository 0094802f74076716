using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>Topics that follow the chain, with cursors: heads, slots and logs.</summary>
internal sealed class ChainTopics(ChainFeed feed)
{
    /// <summary>Headers as they come and go, or final ones alone.</summary>
    public Func<Subscription, Task> Heads(string? cursor, bool finalOnly)
    {
        FeedReader reader = Open(cursor, finalOnly);
        return subscription => FollowAsync(subscription, reader, (item, place) =>
            item.Step == FeedStep.Final && !finalOnly
                ? Pass(subscription, place)
                : subscription.TryTell(NameOf(item.Step), place, json => WriteHead(json, item)));
    }

    /// <summary>What became of slots.</summary>
    public Func<Subscription, Task> Slots(string? cursor)
    {
        FeedReader reader = Open(cursor, finalOnly: false);
        ulong? final = null;
        return subscription => FollowAsync(subscription, reader, (item, place) =>
        {
            Header header = item.Block.Header;
            ulong after = final is { } known ? known + 1 : header.View;
            final = item.Step == FeedStep.Final ? header.View : final;
            return subscription.TryTell(NameOf(item.Step), place, json => WriteSlot(json, item, after));
        });
    }

    /// <summary>Events of blocks: one notification for each block that has some.</summary>
    public Func<Subscription, Task> Logs(string? cursor, bool finalOnly, LogFilter wanted)
    {
        FeedReader reader = Open(cursor, finalOnly);
        return subscription => FollowAsync(subscription, reader, (item, place) =>
        {
            bool counts = finalOnly || item.Step != FeedStep.Final;
            return counts && HasLogs(item.Block, wanted)
                ? subscription.TryTell(NameOf(item.Step), place, json => WriteLogs(json, item.Block, wanted))
                : Pass(subscription, place);
        });
    }

    private FeedReader Open(string? cursor, bool finalOnly)
    {
        FeedStart start = cursor is null ? FeedStart.Head : FeedStart.After(cursor);
        return feed.TryOpen(start, finalOnly, out FeedReader? reader, out FeedRefusal? refusal)
            ? reader
            : throw ErrorOf(refusal);
    }

    private async Task FollowAsync(
        Subscription subscription, FeedReader reader, Func<FeedEvent, string, bool> tell)
    {
        subscription.BeginAt(reader.Place.Format(feed.ChainTag));
        while (true)
        {
            subscription.Stop.ThrowIfCancellationRequested();
            switch (reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal))
            {
                case FeedPoll.Event:
                    if (!tell(item!, item!.Cursor.Format(feed.ChainTag)))
                    {
                        return;
                    }
                    // The past is read as fast as the client takes it; the present comes as it comes.
                    if (reader.Lag > 1)
                    {
                        await subscription.WaitForRoomAsync().ConfigureAwait(false);
                    }
                    break;
                case FeedPoll.Refused:
                    throw ErrorOf(refusal!);
                default:
                    await reader.WaitAsync(subscription.Stop).ConfigureAwait(false);
                    break;
            }
        }
    }

    private RpcException ErrorOf(FeedRefusal refusal) => refusal.Kind switch
    {
        FeedRefusalKind.Malformed => RpcParameters.Invalid("fromCursor is no cursor: " + refusal.Detail),
        FeedRefusalKind.Pruned => new RpcException(
            RpcErrorCode.Pruned, refusal.Detail, ("what", "block"), ("oldest", refusal.OldestBlock)),
        FeedRefusalKind.Ahead => new RpcException(
            RpcErrorCode.NotYetAvailable, refusal.Detail, ("latest", refusal.FinalHeight)),
        _ => new RpcException(
            RpcErrorCode.SubscriptionLagged,
            refusal.Detail,
            ("cursor", refusal.Restart?.Format(feed.ChainTag) ?? "")),
    };

    private static bool Pass(Subscription subscription, string place)
    {
        subscription.Pass(place);
        return true;
    }

    private static string NameOf(FeedStep step) => step switch
    {
        FeedStep.New => "new",
        FeedStep.Undo => "undo",
        _ => "final",
    };

    private static void WriteHead(Utf8JsonWriter json, FeedEvent item)
    {
        json.WriteStartObject();
        Json.WriteHeader(json, item.Block.Header, item.Step == FeedStep.Final);
        json.WriteNumber("transactionCount", item.Block.Transactions.Length);
        json.WriteEndObject();
    }

    // With a final block, the slots before it that passed without one are settled too.
    private static void WriteSlot(Utf8JsonWriter json, FeedEvent item, ulong after)
    {
        Header header = item.Block.Header;
        json.WriteStartObject();
        json.WriteNumber("slot", header.View);
        json.WriteString("state", item.Step switch
        {
            FeedStep.New => "certified",
            FeedStep.Undo => "abandoned",
            _ => "final",
        });
        json.WriteNumber("proposer", header.Proposer);
        json.WriteNumber("height", header.Height);
        Json.WriteHash(json, "blockHash", header.Hash);
        json.WriteNumber("transactionCount", item.Block.Transactions.Length);
        json.WriteNumber("skipped", item.Step == FeedStep.Final ? header.View - after : 0);
        json.WriteEndObject();
    }

    private static bool HasLogs(FeedBlock block, LogFilter wanted) =>
        block.Receipts is { } receipts && receipts.Any(receipt => receipt.Events.Any(wanted.Matches));

    private static void WriteLogs(Utf8JsonWriter json, FeedBlock block, LogFilter wanted)
    {
        json.WriteStartArray();
        int logIndex = 0;
        for (int index = 0; index < block.Receipts!.Length; index++)
        {
            Receipt receipt = block.Receipts[index];
            foreach (LedgerEvent item in receipt.Events)
            {
                if (wanted.Matches(item))
                {
                    LogMethods.WriteLog(json, item, block.Header, receipt.TransactionId, index, logIndex);
                }
                logIndex++;
            }
        }
        json.WriteEndArray();
    }
}
