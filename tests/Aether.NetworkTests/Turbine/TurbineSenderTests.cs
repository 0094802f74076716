using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Native.Sockets;
using Aether.Network.Turbine;
using Aether.NetworkTests.Sockets;
using Xunit;

namespace Aether.NetworkTests.Turbine;

public sealed class TurbineSenderTests
{
    private const int Timeout = 5_000;
    private static readonly byte[] s_seed = [.. Enumerable.Repeat((byte)9, 32)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Flush_SetsForSeveralNodes_EachGetsItsShredsAndAllDecode(bool isSegmenting)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        ShredLayout layout = ShredLayout.Of(ErasureCode.HalfRate);
        using DatagramSocket socket = SendBatchTests.Loopback();
        using TurbineSender sender = new(socket, 4, layout.BufferBytes, 3, 1_024, isSegmenting);
        DatagramSocket[] nodes = [.. Enumerable.Range(0, 3).Select(_ => SendBatchTests.Loopback())];
        TurbineReceiver[] receivers = [.. nodes.Select(node => new TurbineReceiver(node))];
        for (int node = 0; node < nodes.Length; node++)
            sender.SetDestination(node, nodes[node].LocalEndPoint);

        byte[] payload = new byte[100_000];
        new Random(5).NextBytes(payload);
        Hash256 root = Send(sender, payload, out PublicKey key);
        FecSetAssembler assembler = new(default);
        assembler.Advance(0, 5);
        Assert.True(assembler.TryOpen(new ShredSource(1, 5, 2, key, ErasureProfile.HalfRate)));
        for (int node = 0; node < nodes.Length; node++)
        {
            int expected = 4 * ((64 + 2 - node) / 3);
            while (receivers[node].ReceivedDatagrams < expected && receivers[node].Poll(Timeout))
            {
                while (receivers[node].TryNext(out ReadOnlySpan<byte> datagram, out int from))
                {
                    Assert.Equal(node, datagram[17] % 3);
                    Assert.True(assembler.Accept(datagram, from, 0) <= ShredOutcome.Redundant);
                }
            }

            Assert.Equal(expected, receivers[node].ReceivedDatagrams);
            receivers[node].Dispose();
            nodes[node].Dispose();
        }

        Assert.Equal((256, 0), (sender.SentDatagrams, sender.DroppedDatagrams));
        Assert.True(assembler.Find(5, 2)!.TryReadPayload(root, out byte[] read));
        Assert.Equal(payload, read);
    }

    [Fact]
    public void EncodeQueueFlushReceive_WarmedUp_AllocateNothing()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        ShredLayout layout = ShredLayout.Of(ErasureCode.HalfRate);
        using DatagramSocket socket = SendBatchTests.Loopback();
        using DatagramSocket node = SendBatchTests.Loopback();
        using TurbineReceiver receiver = new(node);
        using TurbineSender sender = new(socket, 4, layout.BufferBytes, 1, 1_024);
        sender.SetDestination(0, node.LocalEndPoint);
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        using ShredSigner signer = new(default, s_seed);
        byte[] payload = new byte[100_000];
        Run(sender, encoder, signer, payload, receiver);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(sender, encoder, signer, payload, receiver);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(512, receiver.ReceivedDatagrams);
    }

    [Fact]
    public void TryQueue_FullQueue_IsRefusedUntilFlushed()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the calls are those of Linux");
        using DatagramSocket socket = SendBatchTests.Loopback();
        using DatagramSocket node = SendBatchTests.Loopback();
        using TurbineReceiver receiver = new(node);
        using TurbineSender sender = new(socket, 1, 2_000, 2, 3_000);
        sender.SetDestination(1, node.LocalEndPoint);
        int queued = 0;
        while (sender.TryQueue(1, 0, queued % 7, 100))
            queued++;
        Assert.Equal(3_000, queued);
        sender.Flush(Timeout);
        Assert.Equal(3_000, sender.SentDatagrams);
        Assert.True(sender.TryQueue(1, 0, 0, 100));
        while (receiver.ReceivedDatagrams < 3_000 && receiver.Poll(Timeout))
        {
            while (receiver.TryNext(out _, out _))
            {
            }
        }

        Assert.Equal(3_000, receiver.ReceivedDatagrams);
    }

    private static Hash256 Send(TurbineSender sender, ReadOnlySpan<byte> payload, out PublicKey key)
    {
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        using ShredSigner signer = new(default, s_seed);
        key = signer.PublicKey;
        Encode(sender, encoder, signer, payload, 3);
        sender.Flush(Timeout);
        return encoder.PayloadRoot();
    }

    private static void Run(
        TurbineSender sender, ShredEncoder encoder, ShredSigner signer, byte[] payload, TurbineReceiver receiver)
    {
        Encode(sender, encoder, signer, payload, 1);
        sender.Flush(Timeout);
        for (long end = receiver.ReceivedDatagrams + 256; receiver.ReceivedDatagrams < end && receiver.Poll(Timeout);)
        {
            while (receiver.TryNext(out _, out _))
            {
            }
        }
    }

    private static void Encode(
        TurbineSender sender, ShredEncoder encoder, ShredSigner signer, ReadOnlySpan<byte> payload, int nodes)
    {
        encoder.Begin(1, 5, 2, default);
        int slot = 0;
        while (encoder.TryFill(sender.Slot(slot), ref payload, out FecSetHeader header))
            Queue(sender, signer, encoder.Layout, header, slot++, nodes);
        Queue(sender, signer, encoder.Layout, encoder.Finish(sender.Slot(slot)), slot, nodes);
    }

    private static void Queue(
        TurbineSender sender, ShredSigner signer, ShredLayout layout, FecSetHeader header, int slot, int nodes)
    {
        signer.Sign(header, sender.Slot(slot));
        for (int shard = 0; shard < layout.Code.TotalShards; shard++)
        {
            int offset = (shard * ShredLayout.SlotBytes) + ShredLayout.LeadBytes;
            Assert.True(sender.TryQueue(shard % nodes, slot, offset, layout.ShredBytes((int)header.SetBytes)));
        }
    }
}
