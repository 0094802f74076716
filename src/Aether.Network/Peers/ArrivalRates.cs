using Aether.Core;

namespace Aether.Network.Peers;

/// <summary>How many connections others may begin: of one host and of all together, in a second.</summary>
internal sealed class ArrivalRates(long nowMs)
{
    private const long VisitAgainMs = 10_000;

    private readonly Dictionary<PeerAddress, TokenBucket> _hosts = [];
    private readonly Dictionary<PeerAddress, long> _visits = [];
    private TokenBucket _all = new(Limits.Peers.NewPerSecond, Limits.Peers.NewPerSecond, nowMs);

    /// <summary>Counts one; false when it is one too many.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="address">From where; null counts only with all.</param>
    public bool TryTake(long nowMs, PeerAddress? address)
    {
        if (address is { } known)
        {
            PeerAddress host = known.Host;
            if (!_hosts.TryGetValue(host, out TokenBucket bucket))
            {
                if (_hosts.Count >= Limits.Peers.MaxCountedAddresses)
                {
                    Sweep(nowMs);
                }
                const int PerSecond = Limits.Peers.NewPerAddressPerSecond;
                bucket = new TokenBucket(PerSecond, PerSecond, nowMs);
            }
            bool fits = bucket.TryTake(nowMs, 1);
            _hosts[host] = bucket;
            if (!fits)
            {
                return false;
            }
        }
        return _all.TryTake(nowMs, 1);
    }

    /// <summary>
    /// Counts a connection that only asks; false for a host that had one a short time ago, which comes after others.
    /// </summary>
    public bool TryVisit(long nowMs, PeerAddress? address)
    {
        if (address is not { } known)
        {
            return true;
        }
        if (_visits.TryGetValue(known.Host, out long last) && nowMs - last < VisitAgainMs)
        {
            return false;
        }
        if (_visits.Count >= Limits.Peers.MaxCountedAddresses)
        {
            foreach (PeerAddress host in _visits.Where(pair => nowMs - pair.Value >= VisitAgainMs)
                .Select(pair => pair.Key).ToArray())
            {
                _visits.Remove(host);
            }
        }
        if (_visits.Count < Limits.Peers.MaxCountedAddresses)
        {
            _visits[known.Host] = nowMs;
        }
        return true;
    }

    // A full bucket says nothing. When none is full, all are forgotten: the rate of all together still holds.
    private void Sweep(long nowMs)
    {
        foreach (PeerAddress host in _hosts.Keys.ToArray())
        {
            TokenBucket bucket = _hosts[host];
            if (bucket.Available(nowMs) == Limits.Peers.NewPerAddressPerSecond)
            {
                _hosts.Remove(host);
            }
        }
        if (_hosts.Count >= Limits.Peers.MaxCountedAddresses)
        {
            _hosts.Clear();
        }
    }
}
