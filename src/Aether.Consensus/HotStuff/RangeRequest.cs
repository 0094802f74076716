namespace Aether.Consensus.HotStuff;

/// <summary>The one open request for blocks by height.</summary>
internal sealed class RangeRequest(long retryMs)
{
    private const int MaxWaits = 4;

    private ulong _first;
    private int _count;
    private ushort _peer;
    private long _deadlineMs;

    /// <summary>True while blocks are expected.</summary>
    public bool IsOpen => _count > 0;

    /// <summary>When another peer is to be asked; the far future when nothing is open.</summary>
    public long RetryMs { get; private set; } = long.MaxValue;

    /// <summary>Who was asked last.</summary>
    public ushort Peer => _peer;

    /// <summary>True when a block of the open request came.</summary>
    public bool HasProgress { get; private set; }

    /// <summary>The last height asked for.</summary>
    public ulong LastHeight => _first + (ulong)_count - 1;

    /// <summary>Begins to expect blocks of a peer.</summary>
    public void Open(ulong first, int count, ushort peer, long nowMs)
    {
        _first = first;
        _count = count;
        _peer = peer;
        _deadlineMs = nowMs + (MaxWaits * retryMs);
        HasProgress = false;
        RetryMs = nowMs + retryMs;
    }

    /// <summary>True when this peer was asked for a block of this height.</summary>
    public bool Contains(ushort peer, ulong height) =>
        IsOpen && peer == _peer && height >= _first && height <= LastHeight;

    /// <summary>A block came: the rest is on its way, but a peer cannot hold us by sending one at a time.</summary>
    public void Extend(long nowMs)
    {
        HasProgress = true;
        RetryMs = Math.Min(nowMs + retryMs, _deadlineMs);
    }

    /// <summary>Expects nothing more.</summary>
    public void Close()
    {
        _count = 0;
        RetryMs = long.MaxValue;
    }
}
