using System.Runtime.InteropServices;
using Aether.Native.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>Streams that are not what the transport says, from an identity that is let in.</summary>
internal sealed class FrameAttacks : RawPeer
{
    private const int Header = 5;
    private const int Kinds = 6;

    private int _kind;

    private FrameAttacks(Tally tally)
        : base(tally)
    {
    }

    /// <summary>Connects, sends a bad stream, and begins again.</summary>
    public static void Run(AttackSite site, Tally tally) => new FrameAttacks(tally).Attack(site);

    /// <inheritdoc/>
    protected override void Fill()
    {
        // Whatever memory holds is as bad as anything else.
    }

    // The class, then the length of the first frame in four bytes, then its contents.
    /// <inheritdoc/>
    protected override void Begin(ulong connection)
    {
        int kind = _kind++ % Kinds;
        (byte messageClass, int length, int bytes) = kind switch
        {
            0 => ((byte)200, 16, Header + 16),
            1 => ((byte)1, -1, BufferBytes),
            2 => ((byte)1, 64 * 1024 * 1024, BufferBytes),
            3 => ((byte)1, 0, Header),
            4 => ((byte)2, 1024 * 1024, BufferBytes / 2),
            _ => ((byte)0, 1, 3),
        };
        // A message that another connection still sends may change under way: it is bad either way.
        Marshal.WriteByte(Buffer, messageClass);
        Marshal.WriteInt32(Buffer + 1, length);
        if (Socket.Open(connection, false, 0, out long stream) == QuicStatus.Ok)
        {
            Socket.Send(connection, stream, Buffer, bytes, isLast: kind == 5, cookie: 1);
        }
        Tally.Sent++;
    }
}
