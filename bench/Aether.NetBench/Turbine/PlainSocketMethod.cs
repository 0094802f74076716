using System.Net;
using System.Net.Sockets;

namespace Aether.NetBench.Turbine;

/// <summary>A loop of <see cref="Socket"/>'s own calls, a datagram each.</summary>
internal sealed class PlainSocketMethod : TransferMethod
{
    private const int BufferBytes = 8 << 20;

    private readonly Socket _from = Open();
    private readonly Socket _to = Open();
    private readonly SocketAddress _destination;
    private readonly SocketAddress _source = new(AddressFamily.InterNetwork);
    private readonly byte[] _out = new byte[1_200];
    private readonly byte[] _in = new byte[2_048];

    public PlainSocketMethod()
    {
        _to.ReceiveTimeout = 20;
        _destination = ((IPEndPoint)_to.LocalEndPoint!).Serialize();
    }

    public override string Name => "Socket.SendTo / ReceiveFrom, one datagram a call";

    public override int DatagramBytes => _out.Length;

    public override void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    protected override int Send()
    {
        for (int index = 0; index < 64; index++)
            _ = _from.SendTo(_out, SocketFlags.None, _destination);
        return 64;
    }

    // A blocking call with a timeout: the fastest that the class offers.
    protected override int Receive()
    {
        int count = 0;
        try
        {
            for (; count < 64; count++)
                _ = _to.ReceiveFrom(_in, SocketFlags.None, _source);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
        }

        return count;
    }

    private static Socket Open()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            SendBufferSize = BufferBytes,
            ReceiveBufferSize = BufferBytes,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
