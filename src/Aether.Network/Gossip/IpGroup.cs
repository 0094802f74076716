using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Aether.Network.Gossip;

/// <summary>Which addresses count as one neighbourhood: /24 of IPv4, /56 of IPv6.</summary>
public static class IpGroup
{
    /// <summary>Of addresses that are not counted: those of this machine.</summary>
    public const ulong NotCounted = 0;

    /// <summary>The neighbourhood's number, the same for an IPv4 address in either form.</summary>
    public static ulong Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        if (IPAddress.IsLoopback(address))
        {
            return NotCounted;
        }
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out int written) || written < 4)
        {
            return NotCounted;
        }
        return address.AddressFamily == AddressFamily.InterNetwork
            ? (1UL << 56) | (BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8)
            : (2UL << 56) | (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 8);
    }
}
