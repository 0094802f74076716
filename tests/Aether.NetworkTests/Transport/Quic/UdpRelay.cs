using System.Net;
using System.Net.Sockets;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Stands between a dialling node and a listening one, and loses what it is told to.</summary>
internal sealed class UdpRelay : IDisposable
{
    private const int Disconnected = 1_000;

    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _back = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _server;
    private readonly Thread[] _threads;
    private EndPoint? _client;
    private bool _isStopping;
    private int _lossToServer;
    private long _lost;

    internal UdpRelay(IPEndPoint server)
    {
        _server = server;
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _back.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (Socket socket in new[] { _front, _back })
        {
            socket.ReceiveTimeout = Disconnected;
            socket.ReceiveBufferSize = 4 * 1024 * 1024;
        }
        _threads = [new Thread(Forth), new Thread(Back)];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Where the client dials.</summary>
    internal IPEndPoint Address => (IPEndPoint)_front.LocalEndPoint!;

    /// <summary>Packets lost.</summary>
    internal long Lost => Interlocked.Read(ref _lost);

    /// <summary>Of a thousand packets to the server so many are lost.</summary>
    internal int LossToServer
    {
        set => Volatile.Write(ref _lossToServer, value);
    }

    public void Dispose()
    {
        Volatile.Write(ref _isStopping, true);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _front.Dispose();
        _back.Dispose();
    }

    private void Forth()
    {
        byte[] buffer = new byte[65_536];
        Random random = new(3);
        while (!Volatile.Read(ref _isStopping))
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            if (!TryReceive(_front, buffer, ref from, out int bytes))
            {
                continue;
            }
            Volatile.Write(ref _client, from);
            if (random.Next(1_000) < Volatile.Read(ref _lossToServer))
            {
                Interlocked.Increment(ref _lost);
                continue;
            }
            _back.SendTo(buffer, 0, bytes, SocketFlags.None, _server);
        }
    }

    private void Back()
    {
        byte[] buffer = new byte[65_536];
        while (!Volatile.Read(ref _isStopping))
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            if (TryReceive(_back, buffer, ref from, out int bytes) && Volatile.Read(ref _client) is EndPoint client)
            {
                _front.SendTo(buffer, 0, bytes, SocketFlags.None, client);
            }
        }
    }

    private static bool TryReceive(Socket socket, byte[] buffer, ref EndPoint from, out int bytes)
    {
        try
        {
            bytes = socket.ReceiveFrom(buffer, ref from);
            return true;
        }
        catch (SocketException)
        {
            // Nothing came for a while, or the other side is gone.
            bytes = 0;
            return false;
        }
    }
}
