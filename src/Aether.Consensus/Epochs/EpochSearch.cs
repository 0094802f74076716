namespace Aether.Consensus.Epochs;

/// <summary>
/// Asks for the proof that closes our epoch when others are in a later one: after a short wait, because most often we
/// are about to see it ourselves, and then one peer after another.
/// </summary>
internal sealed class EpochSearch(long retryMs)
{
    private readonly SortedSet<ushort> _ahead = [];
    private ushort _asked;

    /// <summary>When to ask; the far future when nobody is known to be ahead.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>A peer sent something of a later epoch.</summary>
    public void Note(ushort peer, long nowMs)
    {
        _ahead.Add(peer);
        if (DueMs == long.MaxValue)
        {
            DueMs = nowMs + retryMs;
        }
    }

    /// <summary>The peer to ask now, if it is time.</summary>
    public bool TryTakeDue(long nowMs, out ushort peer)
    {
        peer = 0;
        if (nowMs < DueMs || _ahead.Count == 0)
        {
            return false;
        }
        DueMs = nowMs + retryMs;
        peer = _ahead.Min;
        foreach (ushort candidate in _ahead)
        {
            if (candidate > _asked)
            {
                peer = candidate;
                break;
            }
        }
        _asked = peer;
        return true;
    }

    /// <summary>The next epoch is known.</summary>
    public void Stop()
    {
        _ahead.Clear();
        DueMs = long.MaxValue;
    }
}
