using System.Net;
using Aether.Native.Sockets;
using Aether.Network.Turbine;

namespace Aether.NetBench.Turbine;

/// <summary>The pinned sender and the receiver, with datagrams that are already made.</summary>
internal sealed class RingMethod : TransferMethod
{
    private const int Queue = 1_024;
    private const int Stride = 1_216;

    private readonly DatagramSocket _from = new(new IPEndPoint(IPAddress.Loopback, 0), 8 << 20);
    private readonly DatagramSocket _to = new(new IPEndPoint(IPAddress.Loopback, 0), 32 << 20);
    private readonly TurbineSender _sender;
    private readonly TurbineReceiver? _receiver;
    private readonly ReceiveBatch? _batch;
    private readonly bool _isSegmenting;

    public RingMethod(bool isSegmenting)
    {
        _isSegmenting = isSegmenting;
        _sender = new TurbineSender(_from, 64, Stride, 1, Queue, isSegmenting);
        _sender.SetDestination(0, _to.LocalEndPoint);
        if (isSegmenting)
            _receiver = new TurbineReceiver(_to);
        else
            _batch = new ReceiveBatch(64);
    }

    public override string Name => _isSegmenting
        ? "TurbineSender (UDP_SEGMENT) / TurbineReceiver (UDP_GRO)"
        : "sendmmsg(64) / recvmmsg(64), the calls of a C loop by P/Invoke";

    public override int DatagramBytes => 1_200;

    public override void Dispose()
    {
        _sender.Dispose();
        _receiver?.Dispose();
        _batch?.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    protected override int Send()
    {
        long before = _sender.SentDatagrams;
        for (int index = 0; index < Queue; index++)
            _ = _sender.TryQueue(0, index % 64, 0, DatagramBytes);
        _sender.Flush(1_000);
        return (int)(_sender.SentDatagrams - before);
    }

    protected override int Receive()
    {
        int count = 0;
        if (_receiver is not null)
        {
            _ = _receiver.Poll(5);
            while (_receiver.TryNext(out _, out _))
                count++;
            return count;
        }

        if (_batch!.Receive(_to) == 0 && !_to.WaitToReceive(5))
            return 0;
        while (_batch.TryNext(out _, out _))
            count++;
        return count;
    }
}
