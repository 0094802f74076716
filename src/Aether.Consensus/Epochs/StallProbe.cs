namespace Aether.Consensus.Epochs;

/// <summary>
/// Asks one peer after another how our epoch ended when our view stands still: the validators that should move it may
/// all wait for us in a later epoch.
/// </summary>
/// <remarks>
/// Without it a chain can stop for good: a set that begins with its epoch and lost the close of the one before only
/// watches, and so does everyone else, of the next one. What peers say does not count: nodes that watch a closed epoch
/// repeat its last certificate to each other for ever.
/// </remarks>
internal sealed class StallProbe(int peers, ushort? ownPeer, long patienceMs)
{
    private ulong _view;
    private long _sinceMs;
    private ushort _next;

    /// <summary>When to ask; the far future when there is nobody else.</summary>
    public long DueMs => HasOthers ? _sinceMs + patienceMs : long.MaxValue;

    private bool HasOthers => peers > (ownPeer is null ? 0 : 1);

    /// <summary>Tells the view; a new one shows that the epoch goes on.</summary>
    public void Observe(long nowMs, ulong view)
    {
        if (view != _view)
        {
            _view = view;
            _sinceMs = nowMs;
        }
    }

    /// <summary>The peer to ask now, if the view has stood still for too long.</summary>
    public bool TryTakeDue(long nowMs, out ushort peer)
    {
        peer = _next == ownPeer ? After(_next) : _next;
        if (nowMs < DueMs)
        {
            return false;
        }
        _sinceMs = nowMs;
        _next = After(peer);
        return true;
    }

    private ushort After(ushort peer) => (ushort)((peer + 1) % peers);
}
