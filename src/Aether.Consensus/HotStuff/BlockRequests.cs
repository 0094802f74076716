using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// Blocks asked for and not yet received. Each is asked of one validator after another until it comes.
/// </summary>
internal sealed class BlockRequests(int validators, ushort? ownIndex, long retryMs)
{
    // A block that nobody has after this many tries is asked for again only when something still needs it.
    private const int MaxAttempts = 32;

    private readonly SortedDictionary<Hash256, Request> _open = [];

    /// <summary>Earliest retry; the far future when nothing is open.</summary>
    public long NextRetryMs { get; private set; } = long.MaxValue;

    /// <summary>True when the block was asked for.</summary>
    public bool Contains(Hash256 hash) => _open.Count > 0 && _open.ContainsKey(hash);

    /// <summary>
    /// Opens a request, first to <paramref name="peer"/>; false when it is open already or too many are.
    /// </summary>
    public bool TryOpen(Hash256 hash, ushort peer, long nowMs)
    {
        if (_open.Count >= Limits.Consensus.MaxProposalsPerView || _open.ContainsKey(hash))
        {
            return false;
        }
        _open.Add(hash, new Request { Peer = peer, RetryMs = nowMs + retryMs });
        NextRetryMs = Math.Min(NextRetryMs, nowMs + retryMs);
        return true;
    }

    /// <summary>Ends a request.</summary>
    public void Close(Hash256 hash)
    {
        if (_open.Remove(hash))
        {
            FindNextRetry();
        }
    }

    /// <summary>The requests that are due again, each with the next validator to ask.</summary>
    public List<(Hash256 Hash, ushort Peer)> TakeDue(long nowMs)
    {
        List<(Hash256 Hash, ushort Peer)> due = [];
        List<Hash256> abandoned = [];
        foreach (KeyValuePair<Hash256, Request> entry in _open)
        {
            if (entry.Value.RetryMs <= nowMs)
            {
                if (++entry.Value.Attempts > MaxAttempts)
                {
                    abandoned.Add(entry.Key);
                    continue;
                }
                entry.Value.RetryMs = nowMs + retryMs;
                entry.Value.Peer = Next(entry.Value.Peer);
                due.Add((entry.Key, entry.Value.Peer));
            }
        }
        abandoned.ForEach(hash => _open.Remove(hash));
        FindNextRetry();
        return due;
    }

    /// <summary>The validator after this one, leaving out ourselves.</summary>
    public ushort Next(ushort peer)
    {
        ushort next = (ushort)((peer + 1) % validators);
        return next == ownIndex ? (ushort)((next + 1) % validators) : next;
    }

    private void FindNextRetry()
    {
        NextRetryMs = long.MaxValue;
        if (_open.Count == 0)
        {
            return;
        }
        foreach (KeyValuePair<Hash256, Request> entry in _open)
        {
            NextRetryMs = Math.Min(NextRetryMs, entry.Value.RetryMs);
        }
    }

    private sealed class Request
    {
        public ushort Peer { get; set; }

        public long RetryMs { get; set; }

        public int Attempts { get; set; }
    }
}
