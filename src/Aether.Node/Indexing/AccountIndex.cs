using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Feed;

namespace Aether.Node.Indexing;

/// <summary>Which transactions touched an account, and which outputs it owns: final blocks, by account.</summary>
/// <remarks>
/// Follows the chain like any other reader of the feed, in a store of its own; nothing of the node waits for it. A
/// block is in it whole or not at all, with the note where it is, so a crash leaves neither gap nor double. What it
/// cannot have, blocks that were pruned before, it does not claim: see <see cref="From"/>.
/// <b>Threads</b>: one of its own writes, any reads. <b>Errors</b>: a store that fails ends the index, not the node;
/// <see cref="Failure"/> says why. <b>Ownership</b>: owns its store.
/// </remarks>
internal sealed class AccountIndex : IDisposable
{
    private readonly IKeyValueStore _store;
    private readonly ChainFeed _feed;
    private readonly IFeedArchive _archive;
    private readonly Hash256 _genesis;
    private readonly Action<string> _log;
    private readonly StoreBatch _batch = new();
    private readonly BlockIndexer _indexer;
    private readonly IndexUpkeep _upkeep;
    private readonly CancellationTokenSource _stop = new();
    private FeedReader? _reader;
    private IndexHead _head;
    private Thread? _thread;
    private volatile IndexView _view;
    private volatile string? _failure;

    /// <summary>An index in a store; it goes on where it was once it is started.</summary>
    /// <param name="store">Of the index alone; taken over.</param>
    /// <param name="feed">The chain.</param>
    /// <param name="archive">Its durable blocks.</param>
    /// <param name="genesis">Hash of its genesis.</param>
    /// <param name="log">Told in sentences.</param>
    public AccountIndex(
        IKeyValueStore store, ChainFeed feed, IFeedArchive archive, Hash256 genesis, Action<string> log)
    {
        _store = store;
        _feed = feed;
        _archive = archive;
        _genesis = genesis;
        _log = log;
        _indexer = new BlockIndexer(store, _batch);
        _upkeep = new IndexUpkeep(store, _batch);
        _head = Load();
        _view = ViewOf(_head);
        Reader = new IndexReader(store);
    }

    /// <summary>Reads pages.</summary>
    public IndexReader Reader { get; }

    /// <summary>What it has.</summary>
    public IndexView View => _view;

    /// <summary>Lowest height of which its history is whole: entries go with the blocks they are of.</summary>
    public ulong From => Math.Max(_view.First, _archive.OldestBlock);

    /// <summary>Final blocks that it does not have yet.</summary>
    public ulong Lag
    {
        get
        {
            ulong end = _feed.View.Final.Height + 1;
            return end - Math.Min(end, _view.Next);
        }
    }

    /// <summary>Why it stopped; null while it works.</summary>
    public string? Failure => _failure;

    /// <summary>Entries written since the start.</summary>
    public long Written { get; private set; }

    /// <summary>Begins to follow the chain, on a thread of its own.</summary>
    public void Start()
    {
        _thread = new Thread(Run)
        {
            IsBackground = true,
            Name = "aether index",
            Priority = ThreadPriority.BelowNormal,
        };
        _thread.Start();
    }

    /// <summary>Stops after the batch that is being written. Pages can still be read.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread?.Join();
        _thread = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        _store.Dispose();
    }

    /// <summary>Writes the next final blocks, as many as go into a batch; false when there are none yet.</summary>
    public bool Step()
    {
        _reader ??= Open();
        int blocks = 0;
        FeedRefusal? refusal = null;
        IndexHead head = _head;
        while (blocks < Limits.Indexing.BatchBlocks && _indexer.Items < Limits.Indexing.BatchItems
            && _reader.TryNext(out FeedEvent? item, out refusal) == FeedPoll.Event)
        {
            FeedBlock block = item!.Block;
            Core.Diagnostics.Check.That(
                block.Height == head.Next && (!head.HasBlocks || block.Header.ParentHash == head.Last));
            _indexer.Add(block);
            head = head with { Next = block.Height + 1, Last = block.Hash };
            blocks++;
        }
        if (blocks > 0)
        {
            Write(head, blocks);
        }
        if (refusal is not null)
        {
            // A block that the chain claims to keep and cannot give is not asked for again: of the one that a snapshot
            // is of there are no receipts.
            ulong first = refusal.OldestBlock <= _head.Next ? _head.Next + 1 : _archive.OldestBlock;
            StartOver(first, $"block {_head.Next} is not kept with its receipts");
        }
        return blocks > 0 || refusal is not null;
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (!Step())
                {
                    _reader!.WaitAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            _failure = error.Message;
            _log($"the account index ended at block {_view.Height}, the node goes on without it: {error.Message}");
        }
    }

    private void Write(IndexHead head, int blocks)
    {
        int entries = _indexer.Entries;
        head = _upkeep.Add(head, blocks, entries, _archive.OldestBlock);
        _batch.Put(IndexKeys.Meta, IndexKeys.Head, head.ToArray());
        // Not synced: what a power loss takes is a tail of whole batches, and the chain still has those blocks.
        _store.Write(_batch, sync: false);
        _batch.Clear();
        _indexer.Clear();
        _head = head;
        _view = ViewOf(head);
        Written += entries;
    }

    private IndexHead Load()
    {
        IndexHead? head = null;
        if (_store.TryGet(IndexKeys.Meta, IndexKeys.Head, out byte[] bytes))
        {
            head = IndexHead.Read(bytes);
        }
        return head ?? NewHead(_archive.OldestBlock);
    }

    private FeedReader Open()
    {
        if (WhyUseless() is { } reason)
        {
            StartOver(_archive.OldestBlock, reason);
        }
        while (true)
        {
            if (_feed.TryOpen(FeedStart.At((long)_head.Next), finalOnly: true, out FeedReader? reader, out _))
            {
                return reader;
            }
            StartOver(_archive.OldestBlock, $"blocks from {_head.Next} on are not kept any more");
        }
    }

    // Null when the index can go on where it is.
    private string? WhyUseless()
    {
        if (!_store.TryGet(IndexKeys.Meta, IndexKeys.Head, out byte[] bytes) || IndexHead.Read(bytes) is null)
        {
            return IndexKeys.Families.Any(family => _store.Scan(family, [], 1).Count > 0)
                ? "what is there is not whole or of another version"
                : null;
        }
        if (_head.Genesis != _genesis)
        {
            return "it is of another chain";
        }
        if (_head.HasBlocks && _archive.FindFinalHeader(_head.Next - 1)?.Hash != _head.Last)
        {
            return $"the chain does not have the block {_head.Last} of height {_head.Next - 1} at which it ended";
        }
        return _head.Next < _archive.OldestBlock
            ? $"blocks {_head.Next} to {_archive.OldestBlock - 1} were pruned before they were indexed"
            : null;
    }

    // First the head goes: an index that is half empty has none.
    private void StartOver(ulong first, string reason)
    {
        _log($"the account index starts again at block {first}: {reason}");
        _upkeep.Empty(_stop.Token);
        _reader = null;
        _head = NewHead(first);
        _view = ViewOf(_head);
    }

    private IndexHead NewHead(ulong first) => new(_genesis, first, first, Hash256.Zero) { SweptTo = first };

    private static IndexView ViewOf(IndexHead head) => new(head.First, head.Next, head.Last);
}
