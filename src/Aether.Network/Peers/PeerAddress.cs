using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Aether.Core.Codec;

namespace Aether.Network.Peers;

/// <summary>Where a node listens: an IPv4 or IPv6 address of one host and a port that is not zero.</summary>
/// <remarks>
/// Encoded <c>family u8 (4 or 6), address 4 or 16 bytes, port u16</c>. An address has one form: IPv4 inside IPv6,
/// unspecified, broadcast and multicast addresses are refused.
/// </remarks>
public readonly record struct PeerAddress : IAceValue<PeerAddress>, IComparable<PeerAddress>
{
    /// <summary>Fewest bytes of the encoded form.</summary>
    public const int MinEncodedBytes = 1 + 4 + 2;

    // The address as a number, an IPv4 one in the low 32 bits.
    private readonly UInt128 _bits;

    private PeerAddress(UInt128 bits, bool isV6, ushort port)
    {
        _bits = bits;
        IsV6 = isV6;
        Port = port;
    }

    /// <summary>True for IPv6.</summary>
    public bool IsV6 { get; }

    /// <summary>UDP port.</summary>
    public ushort Port { get; }

    /// <summary>The network that the address is counted with.</summary>
    public AddressGroup Group => IsV6
        ? new AddressGroup((1UL << 63) | (ulong)(_bits >> 80))
        : new AddressGroup((ulong)(_bits >> 8));

    /// <summary>The same host, whatever the port: for bans.</summary>
    public PeerAddress Host => new(_bits, IsV6, 1);

    /// <summary>True when anyone can reach it: not loopback, private, link-local, reserved or for documents.</summary>
    public bool IsPublic => IsV6 ? IsPublicV6((ulong)(_bits >> 64)) : IsPublicV4((uint)_bits);

    /// <summary>An address from the system's form; false for one that no peer can have.</summary>
    public static bool TryFrom(IPEndPoint? endPoint, out PeerAddress address)
    {
        address = default;
        if (endPoint is null)
        {
            return false;
        }
        IPAddress host = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        Span<byte> bytes = stackalloc byte[16];
        if (!host.TryWriteBytes(bytes, out int written) || written is not (4 or 16))
        {
            return false;
        }
        UInt128 bits = written == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        address = new PeerAddress(bits, written == 16, unchecked((ushort)endPoint.Port));
        return address.IsValid();
    }

    /// <summary>Parses <c>1.2.3.4:5</c> or <c>[::1]:5</c>.</summary>
    public static bool TryParse(string text, out PeerAddress address)
    {
        address = default;
        return IPEndPoint.TryParse(text, out IPEndPoint? endPoint) && TryFrom(endPoint, out address);
    }

    /// <inheritdoc/>
    public static PeerAddress Decode(ref AceReader reader)
    {
        byte family = reader.U8();
        reader.Require(family is 4 or 6, DecodeError.BadTag);
        ReadOnlySpan<byte> bytes = reader.Fixed(family == 6 ? 16 : 4);
        ushort port = reader.U16();
        if (reader.Failed)
        {
            return default;
        }
        UInt128 bits = family == 6
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        PeerAddress address = new(bits, family == 6, port);
        reader.Require(address.IsValid());
        return address;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Span<byte> bytes = stackalloc byte[16];
        writer.U8(IsV6 ? (byte)6 : (byte)4);
        writer.Fixed(WriteHost(bytes));
        writer.U16(Port);
    }

    /// <summary>The system's form.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPEndPoint(new IPAddress(WriteHost(bytes)), Port);
    }

    /// <inheritdoc/>
    public int CompareTo(PeerAddress other)
    {
        int families = IsV6.CompareTo(other.IsV6);
        int hosts = families != 0 ? families : _bits.CompareTo(other._bits);
        return hosts != 0 ? hosts : Port.CompareTo(other.Port);
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ToEndPoint()}");

    private static bool IsPublicV4(uint host)
    {
        uint eight = host >> 24;
        uint sixteen = host >> 16;
        uint twentyFour = host >> 8;
        bool local = eight is 0 or 10 or 127 || sixteen is 0xA9FE or 0xC0A8 || host >> 20 == 0xAC1;
        bool shared = host >> 22 == (100 << 2 | 1);
        bool reserved = eight >= 224 || twentyFour == 0xC00000 || host >> 17 == 0xC612 >> 1;
        bool documents = twentyFour is 0xC00002 or 0xC63364 or 0xCB0071;
        return !local && !shared && !reserved && !documents;
    }

    // Of 2000::/3 all but addresses for documents and those that carry an IPv4 one, which would count as many groups.
    private static bool IsPublicV6(ulong high)
    {
        bool global = high >> 61 == 1;
        bool documents = high >> 32 == 0x2001_0DB8 || high >> 44 == 0x3FFF0;
        bool tunnel = high >> 48 == 0x2002 || high >> 32 == 0x2001_0000;
        return global && !documents && !tunnel;
    }

    private bool IsValid()
    {
        if (Port == 0)
        {
            return false;
        }
        if (!IsV6)
        {
            uint host = (uint)_bits;
            return host >> 24 != 0 && host >> 28 != 0xE && host != uint.MaxValue;
        }
        bool carriesV4 = _bits >> 32 == 0xFFFF || _bits >> 32 == 0;
        bool multicast = (byte)(_bits >> 120) == 0xFF;
        return !multicast && (!carriesV4 || _bits == 1);
    }

    private ReadOnlySpan<byte> WriteHost(Span<byte> bytes)
    {
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
            return bytes;
        }
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_bits);
        return bytes[..4];
    }
}
