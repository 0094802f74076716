using System.Net;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>One endpoint on loopback with what it has received.</summary>
internal sealed class QuicNode : IDisposable
{
    /// <summary>Far above what anything here takes; it only ends a test that hangs.</summary>
    private const int DeadlineMs = 60_000;

    private readonly WakeSignal _signal = new();

    internal QuicNode(byte seed, Func<QuicEndpointOptions, QuicEndpointOptions>? change = null)
    {
        Assert.SkipUnless(QuicEndpoint.IsSupported, QuicEndpoint.NotSupportedReason ?? "");
        byte[] bytes = new byte[32];
        bytes.AsSpan().Fill(seed);
        QuicEndpointOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            HandshakesPerSecondOfAddress = 10_000,
            HandshakesPerSecond = 10_000,
        };
        Transport = new QuicEndpoint(change is null ? options : change(options), bytes);
        Transport.SetReceiveSignal(_signal);
    }

    internal QuicEndpoint Transport { get; }

    /// <summary>Waits for the next event of a kind; others before it are dropped.</summary>
    internal ReceivedEvent Next(PeerEventKind kind)
    {
        ReceivedEvent? found = null;
        Pump(
            peerEvent =>
            {
                found = peerEvent.Kind == kind ? new ReceivedEvent(peerEvent, peerEvent.Bytes.ToArray()) : null;
                return found is not null;
            });
        return found!;
    }

    /// <summary>Takes events until one satisfies the condition.</summary>
    internal void Pump(Func<PeerEvent, bool> isEnough)
    {
        long end = Environment.TickCount64 + DeadlineMs;
        while (true)
        {
            while (Transport.TryReceive(out PeerEvent peerEvent))
            {
                if (isEnough(peerEvent))
                {
                    return;
                }
            }
            Assert.True(Environment.TickCount64 < end, "nothing came before the deadline");
            _signal.Wait(1_000);
        }
    }

    /// <summary>Connects to another node; the two numbers of the connection.</summary>
    internal (ConnectionId Own, ConnectionId Other) Connect(QuicNode other)
    {
        Assert.True(Transport.TryDial(other.Transport.LocalAddress, other.Transport.Local, out ConnectionId own));
        ReceivedEvent there = other.Next(PeerEventKind.Connected);
        ReceivedEvent here = Next(PeerEventKind.Connected);
        Assert.Equal(own, here.Event.Connection);
        return (own, there.Event.Connection);
    }

    /// <summary>Sends as soon as there is room.</summary>
    internal void Send(ConnectionId connection, MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        long end = Environment.TickCount64 + DeadlineMs;
        while (!Transport.TrySend(connection, messageClass, message))
        {
            Assert.True(Environment.TickCount64 < end, "no room came before the deadline");
            Thread.Yield();
        }
    }

    /// <summary>Waits for what another thread brings about.</summary>
    internal void Until(Func<bool> isEnough)
    {
        long end = Environment.TickCount64 + DeadlineMs;
        while (!isEnough())
        {
            Assert.True(Environment.TickCount64 < end, "nothing happened before the deadline");
            Thread.Yield();
        }
    }

    public void Dispose() => Transport.Dispose();
}
