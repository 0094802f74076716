using System.Net;
using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>The budgets of clients, by address.</summary>
/// <remarks>
/// <b>Threads</b>: any. <b>Memory</b>: a bounded number is remembered; full buckets are forgotten first, and when none
/// is full, strangers share one bucket.
/// </remarks>
internal sealed class RpcClients
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, RpcClient> _byAddress = [];
    private readonly long _perSecond;
    private readonly long _burst;
    private readonly TimeProvider _time;
    private readonly RpcClient _crowd;

    /// <summary>Budgets of so many units a second; 0 for none, which suits programs of this machine.</summary>
    public RpcClients(long perSecond, long burst, TimeProvider time)
    {
        _perSecond = perSecond;
        _burst = burst;
        _time = time;
        _crowd = New();
    }

    /// <summary>The client at an address; null is a client of a local socket.</summary>
    public RpcClient Of(IPAddress? address)
    {
        if (_perSecond == 0 || address is null)
        {
            return RpcClient.Unmetered;
        }
        lock (_lock)
        {
            if (_byAddress.TryGetValue(address, out RpcClient? known))
            {
                return known;
            }
            if (_byAddress.Count >= Limits.Rpc.MaxClients)
            {
                foreach ((IPAddress old, RpcClient client) in _byAddress)
                {
                    if (client.IsFull)
                    {
                        _byAddress.Remove(old);
                    }
                }
            }
            return _byAddress.Count >= Limits.Rpc.MaxClients ? _crowd : _byAddress[address] = New();
        }
    }

    private RpcClient New() =>
        _perSecond == 0 ? RpcClient.Unmetered : RpcClient.Metered(_perSecond, _burst, _time);
}
