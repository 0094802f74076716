using Aether.Core;

namespace Aether.Consensus.Epochs;

/// <summary>
/// The epochs whose beginnings can be shown from memory, and how often each peer may have one shown: a proof holds a
/// whole validator set.
/// </summary>
internal sealed class ProofAnswers(int peers, long intervalMs)
{
    private const int AnswersAtATime = 4;

    private readonly long[] _nextMs = new long[peers];
    private readonly Queue<EpochContext> _recent = new();

    /// <summary>Remembers an epoch that began; the oldest ones are forgotten.</summary>
    public void Add(EpochContext epoch)
    {
        _recent.Enqueue(epoch);
        if (_recent.Count > Limits.Consensus.MaxRecentEpochs)
        {
            _recent.Dequeue();
        }
    }

    /// <summary>The epoch with this number; null when it is not in memory.</summary>
    public EpochContext? Find(uint number)
    {
        foreach (EpochContext epoch in _recent)
        {
            if (epoch.Epoch == number)
            {
                return epoch;
            }
        }
        return null;
    }

    /// <summary>True when it falls to us to answer what a late peer sent to everybody.</summary>
    /// <remarks>A few peers at a time, others with the next interval: all proofs at once would only be in the way.
    /// </remarks>
    public bool IsOurTurn(ushort peer, ushort ownPeer, long nowMs)
    {
        long turn = (peer + ownPeer + (nowMs / intervalMs)) % peers;
        return turn < AnswersAtATime;
    }

    /// <summary>True when the peer may have an answer now; counts it.</summary>
    public bool TryTake(ushort peer, long nowMs)
    {
        if (nowMs < _nextMs[peer])
        {
            return false;
        }
        _nextMs[peer] = nowMs + intervalMs;
        return true;
    }
}
