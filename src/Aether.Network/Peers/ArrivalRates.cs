using Aether.Core;

namespace Aether.Network.Peers;

/// <summary>How many connections others may begin: of one host and of all together, in a second.</summary>
internal sealed class ArrivalRates(long nowMs)
{
    private readonly Dictionary<PeerAddress, TokenBucket> _hosts = [];
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
