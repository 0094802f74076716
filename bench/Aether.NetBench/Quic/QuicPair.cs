using System.Net;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.NetBench.Quic;

/// <summary>Two endpoints on loopback, each with its thread, driven by one more.</summary>
internal sealed class QuicPair : IDisposable
{
    private const int WaitMs = 1;

    private readonly WakeSignal _news = new();
    private readonly QuicEndpoint _from;
    private readonly QuicEndpoint _to;
    private ConnectionId _connection;

    public QuicPair(bool noOffload)
    {
        _from = Create(1, noOffload);
        _to = Create(2, noOffload);
        _from.SetReceiveSignal(_news);
        _to.SetReceiveSignal(_news);
        _connection = Connect(out _);
    }

    /// <summary>Moves so many bytes in messages over so many classes. Returns the seconds it took.</summary>
    public double MoveMessages(long bytes, int messageBytes, int classes)
    {
        byte[] message = new byte[messageBytes];
        long count = bytes / messageBytes;
        long sent = 0;
        long received = 0;
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();
        while (received < count)
        {
            long before = sent + received;
            while (sent < count && _from.TrySend(_connection, (MessageClass)(5 - (sent % classes)), message))
                sent++;
            while (_to.TryReceive(out PeerEvent peerEvent))
                received += peerEvent.Kind == PeerEventKind.Message ? 1 : 0;
            if (sent + received == before)
                _ = _news.Wait(WaitMs);
        }

        return clock.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Sends datagrams as there is room, until all are sent or lost. Seconds, and how many arrived.</summary>
    public (double Seconds, int Received) MoveDatagrams(int count, int bytes)
    {
        byte[] datagram = new byte[bytes];
        int sent = 0;
        int received = 0;
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();
        long last = start;
        while (received < count && (sent < count || clock.GetElapsedTime(last).TotalMilliseconds < 200))
        {
            int before = sent + received;
            while (sent < count && _from.TrySendDatagram(_connection, datagram))
                sent++;
            while (_to.TryReceive(out PeerEvent peerEvent))
                received += peerEvent.Kind == PeerEventKind.Datagram ? 1 : 0;
            if (sent + received != before)
                last = clock.GetTimestamp();
            else
                _ = _news.Wait(WaitMs);
        }

        return (clock.GetElapsedTime(start, last).TotalSeconds, received);
    }

    /// <summary>One connection after the other, each closed once both sides have it. Seconds.</summary>
    public double MakeConnections(int count)
    {
        double seconds = 0;
        for (int i = 0; i < count; i++)
        {
            TimeProvider clock = TimeProvider.System;
            long start = clock.GetTimestamp();
            ConnectionId made = Connect(out _);
            seconds += clock.GetElapsedTime(start).TotalSeconds;
            _from.Close(made, CloseCode.Done);
            Await(_from, PeerEventKind.Closed);
            Await(_to, PeerEventKind.Closed);
        }

        return seconds;
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private static QuicEndpoint Create(byte seed, bool noOffload)
    {
        byte[] bytes = new byte[32];
        bytes.AsSpan().Fill(seed);
        QuicEndpointOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            NoOffload = noOffload,
            HandshakesPerSecond = 1_000_000,
            HandshakesPerSecondOfAddress = 1_000_000,
        };
        return new QuicEndpoint(options, bytes);
    }

    private ConnectionId Connect(out PeerEvent there)
    {
        if (!_from.TryDial(_to.LocalAddress, _to.Local, out ConnectionId dialled))
            throw new InvalidOperationException("there is no room for one more connection");
        there = Await(_to, PeerEventKind.Connected);
        Await(_from, PeerEventKind.Connected);
        return dialled;
    }

    private PeerEvent Await(QuicEndpoint endpoint, PeerEventKind kind)
    {
        while (true)
        {
            while (endpoint.TryReceive(out PeerEvent peerEvent))
            {
                if (peerEvent.Kind == kind)
                    return peerEvent;
                if (peerEvent.Kind == PeerEventKind.Closed)
                    throw new InvalidOperationException($"a connection ended: {peerEvent.Close}");
            }

            _ = _news.Wait(WaitMs);
        }
    }
}
