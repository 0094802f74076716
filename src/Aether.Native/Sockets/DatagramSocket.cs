using System.Net;
using System.Net.Sockets;

namespace Aether.Native.Sockets;

/// <summary>A UDP socket whose datagrams go to and come from the kernel in batches. Linux.</summary>
/// <remarks>
/// <para><b>Threads</b>: one may send while another receives. <b>Cost</b>: no allocation after construction.
/// <b>Errors</b>: opening and binding throw <see cref="SocketException"/>; a full queue is a result.</para>
/// </remarks>
public sealed class DatagramSocket : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Opens a socket and binds it.</summary>
    /// <param name="local">Where to; port 0 takes a free one.</param>
    /// <param name="bufferBytes">Bytes the kernel queues each way; it may grant less.</param>
    public DatagramSocket(IPEndPoint local, int bufferBytes)
    {
        ArgumentNullException.ThrowIfNull(local);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.SendBufferSize = bufferBytes;
            _socket.ReceiveBufferSize = bufferBytes;

            // Beyond the system's limit only with a privilege; without it what was granted above stays.
            _ = TrySetOption(SocketMethods.SOL_SOCKET, SocketMethods.SO_SNDBUFFORCE, bufferBytes);
            _ = TrySetOption(SocketMethods.SOL_SOCKET, SocketMethods.SO_RCVBUFFORCE, bufferBytes);
            _socket.Bind(local);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Where it is bound.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>True for IPv6.</summary>
    public bool IsIpv6 => _socket.AddressFamily == AddressFamily.InterNetworkV6;

    internal int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    /// <summary>Lets the kernel hand over runs of datagrams of one sender as one buffer (UDP_GRO).</summary>
    /// <returns>False when this kernel cannot.</returns>
    public bool TryCoalesce() => TrySetOption(SocketMethods.SOL_UDP, SocketMethods.UDP_GRO, 1);

    /// <summary>Waits until something can be received.</summary>
    /// <returns>False when nothing came in that time.</returns>
    public bool WaitToReceive(int timeoutMs) => Wait(SocketMethods.POLLIN, timeoutMs);

    /// <summary>Waits until something can be sent.</summary>
    /// <returns>False when there was no room in that time.</returns>
    public bool WaitToSend(int timeoutMs) => Wait(SocketMethods.POLLOUT, timeoutMs);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Sets an option that is a number; false when the kernel refuses.</summary>
    // SAFETY: the kernel reads one int from a local.
    internal unsafe bool TrySetOption(int level, int name, int value) =>
        SocketMethods.setsockopt(Descriptor, level, name, &value, sizeof(int)) == 0;

    // SAFETY: the kernel reads and writes one entry, a local.
    private unsafe bool Wait(short events, int timeoutMs)
    {
        NativePoll entry = new() { Descriptor = Descriptor, Events = events };
        return SocketMethods.poll(&entry, 1, timeoutMs) > 0;
    }
}
