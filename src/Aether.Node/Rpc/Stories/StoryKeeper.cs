using System.Collections.Concurrent;
using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.Node.Rpc.Stories;

/// <summary>Follows the chain for the stories of <see cref="StoryStore"/>.</summary>
/// <remarks>
/// <b>Threads</b>: a task of its own looks at the heads many times a second; final blocks come from the execution
/// thread through a queue, so nothing waits for stories. <b>Cost</b>: nothing while there is no story.
/// </remarks>
internal sealed class StoryKeeper : IAsyncDisposable
{
    private const int MaxWaitingBlocks = 1_024;
    private const int MaxChecked = 4_096;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(25);

    private readonly NodeView _node;
    private readonly ConcurrentQueue<FinalBlock> _final = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Hash256> _proposed = [];
    private readonly HashSet<Hash256> _included = [];
    private readonly Task _loop;

    /// <summary>Begins to follow a node.</summary>
    public StoryKeeper(NodeView node)
    {
        _node = node;
        node.Pipeline.BlockFinalized += OnFinal;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Looks where a transaction is at this moment, and notes it.</summary>
    public static void Observe(NodeView node, Hash256 id)
    {
        if (TransactionWatch.Find(node, id) is { } at)
        {
            node.Stories.Note(id, at.State, at.Slot ?? node.Pipeline.ConsensusStatus.View, at.Reason);
        }
    }

    /// <summary>The state and the reason of a departure.</summary>
    public static (StoryState State, string Reason) Read(DepartureReason reason) => reason switch
    {
        DepartureReason.Expired => (StoryState.Expired, "its last slot passed"),
        DepartureReason.Replaced => (StoryState.Dropped, "replaced by a better bid with the same nonce or input"),
        DepartureReason.Evicted => (StoryState.Dropped, "the mempool was full of better bids"),
        _ => (StoryState.Dropped, "a final block left it nothing to build on or to pay with"),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.Pipeline.BlockFinalized -= OnFinal;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void OnFinal(FinalBlock block)
    {
        if (_node.Stories.Count > 0 && _final.Count < MaxWaitingBlocks)
        {
            _final.Enqueue(block);
        }
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(s_period, _node.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_node.Stories.Count > 0)
                {
                    Look();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Look()
    {
        bool moved = false;
        ulong final = _node.Pipeline.Heads.Finalized.Header.Height;
        LookAt(_node.Pipeline.Heads.Latest, final, StoryState.Proposed, _proposed);
        LookAt(_node.Pipeline.Heads.Safe, final, StoryState.Included, _included);
        while (_final.TryDequeue(out FinalBlock? block))
        {
            moved = true;
            _node.Stories.NoteFinal(block);
        }
        if (moved)
        {
            // What is pending has not ended: only what left the mempool is looked for everywhere.
            _node.Stories.NextOpen(MaxChecked).ForEach(id =>
            {
                if (!_node.Pipeline.Mempool.Contains(id))
                {
                    Observe(_node, id);
                }
            });
        }
    }

    private void LookAt(HeadView? head, ulong final, StoryState state, HashSet<Hash256> seen)
    {
        int fresh = 0;
        HeadView? at = head;
        for (; at is not null && at.Header.Height > final && seen.Add(at.Header.Hash); at = at.Parent)
        {
            fresh++;
            _node.Stories.NoteAll(at.Transactions, state, at.Header.View);
        }
        // Only blocks that are not final can be met again.
        if (seen.Count > MaxWaitingBlocks && fresh > 0)
        {
            seen.Clear();
        }
    }
}
