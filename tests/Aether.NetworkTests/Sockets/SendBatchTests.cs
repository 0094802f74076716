using System.Net;
using Aether.Native.Sockets;
using Xunit;

namespace Aether.NetworkTests.Sockets;

public sealed class SendBatchTests
{
    private const int Timeout = 5_000;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Send_DatagramsOfManyLengths_ArriveWholeAndInOrder(bool isSegmenting, bool isCoalescing)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        using DatagramSocket from = Loopback();
        using DatagramSocket to = Loopback();
        if (isCoalescing)
            _ = to.TryCoalesce();
        using RingMemory memory = new(200_000);
        new Random(1).NextBytes(memory.Span);
        using SendBatch batch = new() { IsSegmenting = isSegmenting };
        DatagramAddress address = DatagramAddress.Of(to.LocalEndPoint, false);
        int[] lengths =
        [
            .. Enumerable.Repeat(1_136, 80), 900, 1_136, 1_136, 1, 1, 2, 1_400, 1_400, 7,
        ];
        List<byte[]> expected = [];
        int sent = 0;
        Assert.True(batch.TryBegin(address));
        foreach ((int length, int index) in lengths.Select((length, index) => (length, index)))
        {
            if (!batch.TryAdd(address, memory, index * 1_500, length))
            {
                sent += batch.Send(from, Timeout);
                Assert.True(batch.TryBegin(address) && batch.TryAdd(address, memory, index * 1_500, length));
            }

            expected.Add(memory.Span.Slice(index * 1_500, length).ToArray());
        }

        Assert.Equal(lengths.Length, sent + batch.Send(from, Timeout));
        Assert.Equal((0, 0L), (batch.Count, batch.DroppedDatagrams));
        Assert.Equal(expected, Receive(to, expected.Count));
        if (!isSegmenting)
            Assert.Equal(0, batch.RefusedMessages);
    }

    [Fact]
    public void Send_MessageThatTheKernelRefuses_GoesInSingleDatagrams()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        using DatagramSocket from = Loopback();
        using DatagramSocket to = Loopback();
        using RingMemory memory = new(200_000);
        new Random(1).NextBytes(memory.Span);
        using SendBatch batch = new();
        DatagramAddress address = DatagramAddress.Of(to.LocalEndPoint, false);
        Assert.True(batch.TryBegin(address));

        // Without checksums there is nothing to cut by.
        const int NoChecksum = 11;
        Assert.True(from.TrySetOption(SocketMethods.SOL_SOCKET, NoChecksum, 1));
        for (int index = 0; index < 5; index++)
            Assert.True(batch.TryAdd(address, memory, index * 2_000, 1_136));
        Assert.True(batch.TryBegin(address));
        Assert.True(batch.TryAdd(address, memory, 80_000, 500));
        Assert.Equal(6, batch.Send(from, Timeout));
        Assert.Equal((1, 0), (batch.RefusedMessages, batch.DroppedDatagrams));
        List<byte[]> received = Receive(to, 6);
        Assert.Equal([1_136, 1_136, 1_136, 1_136, 1_136, 500], received.Select(datagram => datagram.Length));
        Assert.Equal(memory.Span.Slice(2_000, 1_136).ToArray(), received[1]);
    }

    [Fact]
    public void TryAdd_FullBatch_IsRefusedUntilSent()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        using DatagramSocket from = Loopback();
        using DatagramSocket to = Loopback();
        using RingMemory memory = new(1_000);
        using SendBatch batch = new();
        DatagramAddress address = DatagramAddress.Of(to.LocalEndPoint, false);
        Assert.Throws<ArgumentException>(() => batch.TryAdd(address, memory, 0, 10));
        int begun = 0;
        while (batch.TryBegin(address))
        {
            Assert.True(batch.TryAdd(address, memory, 0, 10));
            begun++;
        }

        Assert.Equal(64, begun);
        Assert.Equal(64, batch.Send(from, Timeout));
        Assert.True(batch.TryBegin(address));
        int added = 0;
        while (batch.TryAdd(address, memory, added % 990, 10))
            added++;
        Assert.Equal(1_024, added);
        Assert.Throws<ArgumentException>(() => batch.TryAdd(address, memory, 995, 10));
        Assert.Throws<ArgumentException>(() => batch.TryAdd(address, memory, -1, 10));
        Assert.Throws<ArgumentException>(() => batch.TryAdd(address, memory, 0, 0));
    }

    [Fact]
    public void Send_Ipv6_ReachesMappedAndNativeAddresses()
    {
        if (!OperatingSystem.IsLinux() || !System.Net.Sockets.Socket.OSSupportsIPv6)
            Assert.Skip("needs Linux with IPv6");
        using DatagramSocket from = new(new IPEndPoint(IPAddress.IPv6Loopback, 0), 1 << 20);
        using DatagramSocket to = new(new IPEndPoint(IPAddress.IPv6Loopback, 0), 1 << 20);
        using RingMemory memory = new(1_000);
        memory.Span.Fill(7);
        using SendBatch batch = new();
        DatagramAddress address = DatagramAddress.Of(to.LocalEndPoint, true);
        Assert.True(batch.TryBegin(address) && batch.TryAdd(address, memory, 0, 10));
        Assert.Equal(1, batch.Send(from, Timeout));
        Assert.Equal(10, Receive(to, 1)[0].Length);
        Assert.Throws<ArgumentException>(() => DatagramAddress.Of(to.LocalEndPoint, false));
    }

    internal static DatagramSocket Loopback() => new(new IPEndPoint(IPAddress.Loopback, 0), 4 << 20);

    private static List<byte[]> Receive(DatagramSocket socket, int count)
    {
        using ReceiveBatch batch = new(8);
        List<byte[]> received = [];
        while (received.Count < count && socket.WaitToReceive(Timeout))
        {
            batch.Receive(socket);
            while (batch.TryNext(out ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> address))
            {
                Assert.False(address.IsEmpty);
                received.Add(datagram.ToArray());
            }
        }

        return received;
    }
}
