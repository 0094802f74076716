using System.Text.Json;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Rpc.Stories;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>Topics without cursors: a new subscription begins with what is true now.</summary>
internal sealed class StateTopics(NodeView node, BlockLookup blocks)
{
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>Each state of a transaction, until nothing can change any more.</summary>
    public Func<Subscription, Task> Transaction(Hash256 hash) => async subscription =>
    {
        StoryState? told = null;
        while (true)
        {
            TransactionWatch? at = TransactionWatch.Find(node, hash);
            StoryState now = at?.State ?? StoryState.Unknown;
            if (now != told)
            {
                TransactionWatch shown = at ?? new TransactionWatch("unknown", now, null, null, null, null);
                bool isOver = shown.IsOver;
                bool kept = subscription.TryTell(
                    isOver ? "final" : "new",
                    null,
                    json => TransactionStatusMethods.Write(json, hash, shown, node.Stories.Read(hash)));
                if (!kept || isOver)
                {
                    return;
                }
                told = now;
            }
            await Task.Delay(s_quick, node.Time, subscription.Stop).ConfigureAwait(false);
        }
    };

    /// <summary>An account whenever it changes.</summary>
    public Func<Subscription, Task> Account(Address address, bool finalOnly) => async subscription =>
    {
        BlockTag tag = new(finalOnly ? BlockTagKind.Finalized : BlockTagKind.Latest, 0, default);
        Account? told = null;
        while (true)
        {
            Task changed = node.Feed.View.Changed;
            (FoundBlock block, Account account) = blocks.ReadState(
                tag, (found, state) => (found, state.GetAccount(address)));
            bool isNews = told is null || told.Nonce != account.Nonce
                || !told.Balances.AsSpan().SequenceEqual(account.Balances);
            if (isNews && !subscription.TryTell(
                block.Finalized ? "final" : "new",
                null,
                json => StateMethods.WriteAccount(json, address, account, block, node.AddressPrefix)))
            {
                return;
            }
            told = account;
            await changed.WaitAsync(subscription.Stop).ConfigureAwait(false);
        }
    };

    /// <summary>How full the mempool is, when that changes.</summary>
    public Func<Subscription, Task> Mempool() => WatchAsync(new MempoolMethods(node).GetStatus, always: false);

    /// <summary>The peers, when something changes.</summary>
    public Func<Subscription, Task> Peers() => WatchAsync(new PeerMethods(node).GetPeers, always: false);

    /// <summary>What the node is doing, each second.</summary>
    public Func<Subscription, Task> Metrics() => WatchAsync(new NodeMethods(node).Status, always: true);

    private Func<Subscription, Task> WatchAsync(RpcMethod read, bool always) => async subscription =>
    {
        byte[] told = [];
        while (true)
        {
            byte[] now = Read(read);
            if (always || !now.AsSpan().SequenceEqual(told))
            {
                if (!subscription.TryTell("new", null, json => json.WriteRawValue(now, skipInputValidation: true)))
                {
                    return;
                }
                told = now;
            }
            await Task.Delay(s_second, node.Time, subscription.Stop).ConfigureAwait(false);
        }
    };

    private static byte[] Read(RpcMethod read)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            read(new RpcParameters(null), json);
        }
        return stream.ToArray();
    }
}
