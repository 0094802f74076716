using System.Net;
using System.Net.Sockets;
using Aether.Native.Quic;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>What an endpoint does for addresses that have proved nothing, and for those that have.</summary>
public sealed class QuicAddressTests
{
    private const int Amplification = 3;
    private const int HalfOpen = 4;

    [Fact]
    public void FirstPacket_OfNobody_BringsAtMostThreeTimesItsBytes()
    {
        using QuicNode node = new(1, options => options with { HandshakeTimeoutMs = 500 });
        byte[] initial = FirstPacket();
        using Socket nobody = Bind();
        nobody.SendTo(initial, node.Transport.LocalAddress);
        node.Until(() => node.Transport.ReadCounters().Socket.HalfOpen == 1);
        // All that is repeated while the handshake is open counts, too.
        node.Until(() => node.Transport.ReadCounters().Socket.HalfOpen == 0);
        Assert.InRange(Drain(nobody), initial.Length, Amplification * initial.Length);
    }

    [Theory]
    [InlineData(0x1A2A3A4Au)]
    [InlineData(0x6B3343CFu)]
    public void FirstPacket_OfAnotherVersion_BringsLessThanItsBytes(uint version)
    {
        using QuicNode node = new(1);
        byte[] initial = FirstPacket();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(initial.AsSpan(1), version);
        using Socket nobody = Bind();
        nobody.SendTo(initial, node.Transport.LocalAddress);
        node.Until(() => node.Transport.ReadCounters().Socket.PacketsSent == 1);
        node.Until(() => nobody.Available > 0);
        Assert.InRange(Drain(nobody), 1, initial.Length - 1);
        Assert.Equal(0ul, node.Transport.ReadCounters().Socket.HalfOpen);
    }

    [Fact]
    public void Newcomer_WhileHandshakesOfNobodyAreOpen_ProvesItsAddressAndIsLetIn()
    {
        using QuicNode node = new(1, options => options with { RetryHalfOpen = HalfOpen });
        using Socket nobody = Bind();
        List<byte[]> initials = [];
        while (initials.Count < 2 * HalfOpen)
        {
            initials.Add(FirstPacket());
        }
        foreach (byte[] initial in initials)
        {
            nobody.SendTo(initial, node.Transport.LocalAddress);
        }
        node.Until(() => node.Transport.ReadCounters().Socket.Retries >= HalfOpen);
        Assert.Equal((ulong)HalfOpen, node.Transport.ReadCounters().Socket.HalfOpen);
        using QuicNode honest = new(2);
        (ConnectionId own, _) = honest.Connect(node);
        Assert.True(honest.Transport.TrySend(own, MessageClass.Votes, [1]));
        Assert.Equal([1], node.Next(PeerEventKind.Message).Bytes);
        QuicCounters counters = node.Transport.ReadCounters().Socket;
        Assert.True(counters.Retries > HalfOpen);
    }

    [Fact]
    public void Token_OfAnotherAddress_IsDropped()
    {
        using QuicNode node = new(1, options => options with { RetryHalfOpen = 0 });
        byte[] initial = FirstPacket();
        using Socket first = Bind();
        first.SendTo(initial, node.Transport.LocalAddress);
        node.Until(() => first.Available > 0);
        byte[] retry = new byte[1_500];
        int bytes = first.Receive(retry);
        using Socket second = Bind();
        second.SendTo(WithToken(initial, retry.AsSpan(0, bytes)), node.Transport.LocalAddress);
        node.Until(() => node.Transport.ReadCounters().Socket.Dropped == 1);
        // Where it was given it is taken: what follows fails, as only its keys are wrong, but it begins.
        first.SendTo(WithToken(initial, retry.AsSpan(0, bytes)), node.Transport.LocalAddress);
        node.Until(() => node.Transport.ReadCounters().Socket.PacketsReceived == 3);
        Assert.Equal(1ul, node.Transport.ReadCounters().Socket.Dropped);
    }

    // The server's identifier is the receiver's from then on, and the token stands behind the identifiers.
    private static byte[] WithToken(byte[] initial, ReadOnlySpan<byte> retry)
    {
        const int Receiver = 5;
        const int Integrity = 16;
        int ownAt = Receiver + 1 + retry[Receiver];
        int tokenAt = ownAt + 1 + retry[ownAt];
        ReadOnlySpan<byte> token = retry[tokenAt..^Integrity];
        int senderAt = Receiver + 1 + initial[Receiver];
        int bodyAt = senderAt + 1 + initial[senderAt] + 1;
        return
        [
            .. initial.AsSpan(0, Receiver),
            .. retry[ownAt..tokenAt],
            .. initial.AsSpan(senderAt, 1 + initial[senderAt]),
            (byte)(0x40 | (token.Length >> 8)),
            (byte)token.Length,
            .. token,
            .. initial.AsSpan(bodyAt),
        ];
    }

    private static byte[] FirstPacket()
    {
        using QuicNode client = new(9);
        using Socket ear = Bind();
        Assert.True(client.Transport.TryDial((IPEndPoint)ear.LocalEndPoint!, null, out _));
        client.Until(() => ear.Available > 0);
        byte[] packet = new byte[1_500];
        return packet[..ear.Receive(packet)];
    }

    private static Socket Bind()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int Drain(Socket socket)
    {
        byte[] packet = new byte[65_536];
        int all = 0;
        while (socket.Available > 0)
        {
            all += socket.Receive(packet);
        }
        return all;
    }
}
