using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Who is banned, why and until when; bounded. A peer that is banned again stays out for longer.</summary>
/// <remarks>
/// With the peer its host is banned, when that is public: another identity costs nothing. A known validator is let
/// in from a banned host all the same.
/// </remarks>
public sealed class BanList
{
    /// <summary>Time of a first ban.</summary>
    public const long FirstMs = 10 * 60_000;

    /// <summary>Time of the longest ban but that of an operator.</summary>
    public const long LongestMs = 24 * 3_600_000;

    /// <summary>Time of a validator's ban: its votes are needed more than its answers.</summary>
    public const long ValidatorMs = 60_000;

    // A ban that is over is remembered as long again, so that the next one is longer.
    private readonly Dictionary<PeerId, BanEntry> _peers = [];
    private readonly Dictionary<PeerAddress, long> _hosts = [];

    /// <summary>Entries, of peers whose ban is over too.</summary>
    public IReadOnlyCollection<BanEntry> Entries => _peers.Values;

    /// <summary>Bans a peer.</summary>
    public BanEntry Add(long nowMs, PeerId peer, PeerAddress? address, BanReason reason, bool isValidator)
    {
        int times = _peers.TryGetValue(peer, out BanEntry earlier) ? Math.Min(earlier.Times + 1, 30) : 1;
        long length = reason == BanReason.Operator ? long.MaxValue / 2
            : isValidator ? ValidatorMs
            : Math.Min(FirstMs << Math.Min(times - 1, 16), LongestMs);
        long until = Math.Max(nowMs + length, earlier.UntilMs);
        BanEntry entry = new(peer, address, reason, until, times);
        if (!_peers.ContainsKey(peer))
        {
            MakeRoom(nowMs);
        }
        _peers[peer] = entry;
        if (address is { IsPublic: true } host && !isValidator)
        {
            if (_hosts.Count >= Limits.Peers.MaxBans && !_hosts.ContainsKey(host.Host))
            {
                _hosts.Remove(_hosts.MinBy(pair => (pair.Value, pair.Key)).Key);
            }
            _hosts[host.Host] = until;
        }
        return entry;
    }

    /// <summary>Puts a ban of an earlier run back.</summary>
    public void Restore(BanEntry entry, bool isValidator)
    {
        if (_peers.Count < Limits.Peers.MaxBans)
        {
            _peers[entry.Peer] = entry;
        }
        if (entry.Address is { IsPublic: true } host && !isValidator && _hosts.Count < Limits.Peers.MaxBans)
        {
            _hosts[host.Host] = entry.UntilMs;
        }
    }

    /// <summary>Lifts a ban; true when there was one.</summary>
    public bool Remove(PeerId peer)
    {
        if (!_peers.Remove(peer, out BanEntry entry))
        {
            return false;
        }
        if (entry.Address is { } address)
        {
            _hosts.Remove(address.Host);
        }
        return true;
    }

    /// <summary>True while a peer is banned.</summary>
    public bool IsBanned(long nowMs, PeerId peer, out BanEntry entry) =>
        _peers.TryGetValue(peer, out entry) && nowMs < entry.UntilMs;

    /// <summary>True while a host is banned.</summary>
    public bool IsBanned(long nowMs, PeerAddress? address) =>
        address is { } host && _hosts.TryGetValue(host.Host, out long until) && nowMs < until;

    /// <summary>Forgets what ended long ago.</summary>
    public void Sweep(long nowMs)
    {
        foreach (BanEntry entry in _peers.Values.Where(entry => nowMs - LongestMs >= entry.UntilMs).ToArray())
        {
            _peers.Remove(entry.Peer);
        }
        foreach (PeerAddress host in _hosts.Where(pair => nowMs >= pair.Value).Select(pair => pair.Key).ToArray())
        {
            _hosts.Remove(host);
        }
    }

    private void MakeRoom(long nowMs)
    {
        if (_peers.Count < Limits.Peers.MaxBans)
        {
            return;
        }
        Sweep(nowMs);
        if (_peers.Count >= Limits.Peers.MaxBans)
        {
            _peers.Remove(_peers.Values.MinBy(entry => (entry.UntilMs, entry.Peer)).Peer);
        }
    }
}
