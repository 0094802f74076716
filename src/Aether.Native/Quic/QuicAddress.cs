using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Aether.Native.Quic;

/// <summary>An IP address with a port, as <c>aether_quic_address</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
// SAFETY: the fixed buffer is 16 bytes; the spans over it below are of its length at most.
public unsafe struct QuicAddress
{
    private const int V4 = 4;
    private const int V6 = 6;

    private ushort _family;
    private ushort _port;
    private uint _scope;
    private fixed byte _bytes[16];

    /// <summary>The same address; IPv4 or IPv6.</summary>
    public static QuicAddress From(IPEndPoint endPoint)
    {
        QuicAddress address = default;
        bool isV4 = endPoint.AddressFamily == AddressFamily.InterNetwork;
        address._family = isV4 ? (ushort)V4 : (ushort)V6;
        address._port = (ushort)endPoint.Port;
        address._scope = isV4 ? 0 : (uint)endPoint.Address.ScopeId;
        endPoint.Address.TryWriteBytes(new Span<byte>(address._bytes, 16), out _);
        return address;
    }

    /// <summary>The same address.</summary>
    public readonly IPEndPoint ToEndPoint()
    {
        fixed (byte* bytes = _bytes)
        {
            ReadOnlySpan<byte> span = new(bytes, _family == V4 ? 4 : 16);
            return new IPEndPoint(_family == V4 ? new IPAddress(span) : new IPAddress(span, _scope), _port);
        }
    }
}
