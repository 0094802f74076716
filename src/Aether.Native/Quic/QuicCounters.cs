using System.Runtime.InteropServices;

namespace Aether.Native.Quic;

/// <summary>What an endpoint has done since its start; the last three are of the moment.</summary>
/// <param name="PacketsReceived">QUIC packets, or what came in their place.</param>
/// <param name="BytesReceived">Their bytes.</param>
/// <param name="PacketsSent">UDP payloads.</param>
/// <param name="BytesSent">Their bytes.</param>
/// <param name="Sends">System calls that sent them.</param>
/// <param name="Dropped">Packets of no connection that got no answer.</param>
/// <param name="Retries">Newcomers asked to prove their address.</param>
/// <param name="Resets">Stateless resets sent.</param>
/// <param name="Refused">Handshakes dropped over a rate or a bound.</param>
/// <param name="SendFailures">Runs of packets that the kernel did not take.</param>
/// <param name="Connections">Connections and handshakes.</param>
/// <param name="HalfOpen">Inbound handshakes under way.</param>
/// <param name="HasOffload">1 when the kernel cuts runs into packets.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct QuicCounters(
    ulong PacketsReceived,
    ulong BytesReceived,
    ulong PacketsSent,
    ulong BytesSent,
    ulong Sends,
    ulong Dropped,
    ulong Retries,
    ulong Resets,
    ulong Refused,
    ulong SendFailures,
    ulong Connections,
    ulong HalfOpen,
    ulong HasOffload);
