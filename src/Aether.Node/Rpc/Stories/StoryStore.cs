using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Pipeline.Status;

namespace Aether.Node.Rpc.Stories;

/// <summary>
/// The stories of transactions that were sent to this node: each step with its slot and the time it was seen.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any. <b>Memory</b>: bounded: finished stories go after an hour, and the oldest one goes when a new
/// one finds no room.
/// </remarks>
internal sealed class StoryStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, Story> _byId = [];
    private readonly Queue<(Hash256 Id, Story Story)> _order = [];
    private readonly Queue<Hash256> _open = [];
    private readonly FinalityTimes _times = new();
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private int _count;

    /// <summary>An empty store.</summary>
    /// <param name="time">Clock of the observations.</param>
    /// <param name="capacity">Most stories.</param>
    public StoryStore(TimeProvider time, int capacity = Limits.Rpc.MaxStories)
    {
        _time = time;
        _capacity = capacity;
    }

    /// <summary>Raised for a transaction that was taken; under a lock: handlers return at once.</summary>
    public event Action? Began;

    /// <summary>
    /// Raised for a transaction that became final, with the milliseconds since it arrived; under a lock: handlers
    /// return at once.
    /// </summary>
    public event Action<long>? BecameFinal;

    /// <summary>Stories that are kept. Cheap: read before any work for a block.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Milliseconds of the clock of observations.</summary>
    public long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins the story of a transaction that was taken, or goes on with the one there is.</summary>
    /// <param name="id">Which.</param>
    /// <param name="slot">The slot this node was in when it arrived.</param>
    /// <param name="receivedMs">When it arrived.</param>
    /// <param name="pendingSlot">The slot this node was in when the mempool took it; null when not known.</param>
    public void Begin(Hash256 id, ulong slot, long receivedMs, ulong? pendingSlot = null)
    {
        lock (_lock)
        {
            long now = NowMs();
            Forget(now);
            if (_byId.TryGetValue(id, out Story? known))
            {
                if (pendingSlot is { } again && known.IsNews(StoryState.Pending, again))
                {
                    known.Add(new StoryStep(StoryState.Pending, again, now, null));
                }
                return;
            }
            while (_byId.Count >= _capacity)
            {
                RemoveOldest();
            }
            Story story = new();
            story.Add(new StoryStep(StoryState.Received, slot, receivedMs, null));
            if (pendingSlot is { } pending)
            {
                story.Add(new StoryStep(StoryState.Pending, pending, now, null));
            }
            _byId.Add(id, story);
            _order.Enqueue((id, story));
            _open.Enqueue(id);
            Began?.Invoke();
            Volatile.Write(ref _count, _byId.Count);
        }
    }

    /// <summary>Notes a step when it is news; strangers have no story.</summary>
    public void Note(Hash256 id, StoryState state, ulong slot, string? reason = null)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(id, out Story? story) && story.IsNews(state, slot))
            {
                story.Add(new StoryStep(state, slot, NowMs(), reason));
                if (state is StoryState.Finalized or StoryState.Failed)
                {
                    _times.Add(story.All);
                }
            }
        }
    }

    /// <summary>Notes the end of a final block's transactions: one short lock for all of them.</summary>
    public void NoteFinal(FinalBlock block)
    {
        lock (_lock)
        {
            long now = NowMs();
            ulong slot = block.Header.View;
            for (int index = 0; index < block.Transactions.Length; index++)
            {
                if (!_byId.TryGetValue(block.Transactions[index].Id, out Story? story))
                {
                    continue;
                }
                ReceiptStatus status = block.Encoded.StatusOf(index);
                bool failed = status != ReceiptStatus.Success;
                StoryState state = failed ? StoryState.Failed : StoryState.Finalized;
                if (story.IsNews(state, slot))
                {
                    story.Add(new StoryStep(state, slot, now, failed ? status.ToString() : null));
                    _times.Add(story.All);
                    BecameFinal?.Invoke(now - story.BeganMs);
                }
            }
        }
    }

    /// <summary>Notes a step of all transactions of a block.</summary>
    public void NoteAll(Transaction[] transactions, StoryState state, ulong slot)
    {
        lock (_lock)
        {
            long now = NowMs();
            foreach (Transaction item in transactions)
            {
                if (_byId.TryGetValue(item.Id, out Story? story) && story.IsNews(state, slot))
                {
                    story.Add(new StoryStep(state, slot, now, null));
                }
            }
        }
    }

    /// <summary>Milliseconds until a transaction is in a final block, by what others took here; null when nobody can
    /// say.</summary>
    /// <param name="state">Where it is.</param>
    /// <param name="steps">Its story; empty for a stranger's.</param>
    public long? EstimateMs(StoryState state, ReadOnlySpan<StoryStep> steps)
    {
        long waited = steps.IsEmpty || steps[^1].State != state ? 0 : Math.Max(0, NowMs() - steps[^1].TimeMs);
        lock (_lock)
        {
            return _times.Estimate(state, waited);
        }
    }

    /// <summary>True for a transaction with a story.</summary>
    public bool Has(Hash256 id)
    {
        lock (_lock)
        {
            return _byId.ContainsKey(id);
        }
    }

    /// <summary>The steps of a story, oldest first; empty for a stranger.</summary>
    public StoryStep[] Read(Hash256 id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out Story? story) ? story.Steps : [];
        }
    }

    /// <summary>Some of those that are not over, each in its turn.</summary>
    /// <param name="most">How many at most.</param>
    public List<Hash256> NextOpen(int most)
    {
        lock (_lock)
        {
            List<Hash256> open = [];
            for (int left = Math.Min(most, _open.Count); left > 0; left--)
            {
                Hash256 id = _open.Dequeue();
                if (_byId.TryGetValue(id, out Story? story) && !story.IsOver)
                {
                    open.Add(id);
                    _open.Enqueue(id);
                }
            }
            return open;
        }
    }

    private void Forget(long now)
    {
        while (_order.TryPeek(out (Hash256 Id, Story Story) oldest)
            && oldest.Story.IsOver && now - oldest.Story.BeganMs > Limits.Rpc.StoryMs)
        {
            RemoveOldest();
        }
    }

    private void RemoveOldest()
    {
        _byId.Remove(_order.Dequeue().Id);
        Volatile.Write(ref _count, _byId.Count);
    }

    private sealed class Story
    {
        private StoryStep[] _steps = [];

        public StoryStep[] Steps => [.. _steps];

        public ReadOnlySpan<StoryStep> All => _steps;

        public StoryState Last => _steps[^1].State;

        public long BeganMs => _steps[0].TimeMs;

        public bool IsOver => Last is StoryState.Finalized or StoryState.Failed or StoryState.Expired;

        // A transaction waits in the mempool until it is final, so that is no news once it was in a block. Another
        // block is: the one before can be undone.
        public bool IsNews(StoryState state, ulong slot)
        {
            StoryStep last = _steps[^1];
            return !IsOver && state switch
            {
                StoryState.Pending => last.State is StoryState.Received or StoryState.Dropped,
                StoryState.Proposed => last.State is not (StoryState.Proposed or StoryState.Included)
                    || last.Slot != slot,
                StoryState.Included => last.State != StoryState.Included || last.Slot != slot,
                _ => last.State != state,
            };
        }

        public void Add(StoryStep step)
        {
            if (_steps.Length < Limits.Rpc.MaxStorySteps)
            {
                _steps = [.. _steps, step];
                return;
            }
            // A long way has its middle left out: how it began and how it ends are told.
            _steps[^1] = step;
        }
    }
}
