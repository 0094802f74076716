using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Aether.Native.Sockets;

/// <summary>An address as the kernel reads it: <c>sockaddr_in</c> or <c>sockaddr_in6</c>.</summary>
public readonly struct DatagramAddress
{
    internal const int MaxBytes = 28;

    private const ushort Ipv4 = 2;
    private const ushort Ipv6 = 10;
    private const int Ipv4Bytes = 16;

    private readonly Storage _bytes;

    private DatagramAddress(Storage bytes, int length)
    {
        _bytes = bytes;
        Length = length;
    }

    /// <summary>Bytes that count.</summary>
    internal int Length { get; }

    /// <summary>Converts an address for a socket of one family; IPv4 is mapped for IPv6 sockets.</summary>
    /// <exception cref="ArgumentException">An IPv6 address for an IPv4 socket.</exception>
    public static DatagramAddress Of(IPEndPoint endPoint, bool isIpv6)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Storage bytes = default;
        Span<byte> span = bytes;
        IPAddress address = isIpv6 ? endPoint.Address.MapToIPv6() : endPoint.Address;
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)endPoint.Port);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(span, Ipv4);
            _ = address.TryWriteBytes(span[4..], out _);
            return new DatagramAddress(bytes, Ipv4Bytes);
        }

        if (!isIpv6)
            throw new ArgumentException("an IPv6 address for an IPv4 socket", nameof(endPoint));
        BinaryPrimitives.WriteUInt16LittleEndian(span, Ipv6);
        _ = address.TryWriteBytes(span[8..], out _);
        BinaryPrimitives.WriteUInt32LittleEndian(span[24..], (uint)address.ScopeId);
        return new DatagramAddress(bytes, MaxBytes);
    }

    internal void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    [InlineArray(MaxBytes)]
    private struct Storage
    {
        private byte _first;
    }
}
