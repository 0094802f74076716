namespace Aether.Consensus.Epochs;

/// <summary>
/// Asks one peer after another how our epoch ended when nobody says anything: the validators that should speak may all
/// wait for us in a later epoch.
/// </summary>
/// <remarks>
/// Without it a chain can stop for good: a set that begins with its epoch and lost the close of the one before is
/// silent, because it only watches, and so is everyone else, because they only watch the next one.
/// </remarks>
internal sealed class SilenceProbe(int peers, ushort? ownPeer, long patienceMs)
{
    private long _heardMs;
    private ushort _next;

    /// <summary>When to ask; the far future when there is nobody else.</summary>
    public long DueMs => HasOthers ? _heardMs + patienceMs : long.MaxValue;

    private bool HasOthers => peers > (ownPeer is null ? 0 : 1);

    /// <summary>A peer said something.</summary>
    public void Hear(long nowMs) => _heardMs = nowMs;

    /// <summary>The peer to ask now, if it was silent for too long.</summary>
    public bool TryTakeDue(long nowMs, out ushort peer)
    {
        peer = _next == ownPeer ? After(_next) : _next;
        if (nowMs < DueMs)
        {
            return false;
        }
        _heardMs = nowMs;
        _next = After(peer);
        return true;
    }

    private ushort After(ushort peer) => (ushort)((peer + 1) % peers);
}
