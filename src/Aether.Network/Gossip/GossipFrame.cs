using System.Buffers.Binary;
using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>The frames of the mesh on the stream of <see cref="Transport.MessageClass.Gossip"/>.</summary>
/// <remarks>
/// <b>Shape</b>: one or more entries without anything between or behind them. An entry is `kind u8 | topic u8`, then
/// with <see cref="GossipFrameKind.Prune"/> `backoff ms u32`, and with ids `count u16 | count x 20 bytes`, count at
/// least one. Little-endian. Topics with a mesh have mesh entries, transactions have announcements.
/// <b>Errors</b>: a frame is checked as a whole before its first entry is looked at; nothing is allocated.
/// </remarks>
public static class GossipFrame
{
    /// <summary>Bytes of kind and topic.</summary>
    internal const int HeadBytes = 2;

    /// <summary>True when the bytes are a frame: nothing missing, nothing behind it, every limit kept.</summary>
    public static bool IsValid(ReadOnlySpan<byte> frame)
    {
        if (frame.Length is 0 or > Limits.Gossip.MaxFrameBytes)
        {
            return false;
        }
        for (int entries = 0; frame.Length > 0; entries++)
        {
            if (entries == Limits.Gossip.MaxFrameEntries || !TryMeasure(frame, out int bytes))
            {
                return false;
            }
            frame = frame[bytes..];
        }
        return true;
    }

    /// <summary>Takes the first entry off a frame that <see cref="IsValid"/> accepted; false at its end.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> frame, out GossipFrameEntry entry)
    {
        if (frame.IsEmpty || !TryMeasure(frame, out int bytes))
        {
            entry = default;
            return false;
        }
        ReadOnlySpan<byte> body = frame[HeadBytes..bytes];
        GossipFrameKind kind = (GossipFrameKind)frame[0];
        entry = new GossipFrameEntry
        {
            Kind = kind,
            Topic = (GossipTopic)frame[1],
            BackoffMs = kind == GossipFrameKind.Prune ? BinaryPrimitives.ReadUInt32LittleEndian(body) : 0,
            Ids = kind >= GossipFrameKind.Have ? body[sizeof(ushort)..] : default,
        };
        frame = frame[bytes..];
        return true;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> frame, out int bytes)
    {
        bytes = 0;
        if (frame.Length < HeadBytes || !Fits((GossipFrameKind)frame[0], frame[1]))
        {
            return false;
        }
        ReadOnlySpan<byte> body = frame[HeadBytes..];
        switch ((GossipFrameKind)frame[0])
        {
            case GossipFrameKind.Subscribe or GossipFrameKind.Unsubscribe or GossipFrameKind.Graft:
                bytes = HeadBytes;
                return true;
            case GossipFrameKind.Prune:
                bytes = HeadBytes + sizeof(uint);
                return frame.Length >= bytes;
            default:
                if (body.Length < sizeof(ushort))
                {
                    return false;
                }
                int count = BinaryPrimitives.ReadUInt16LittleEndian(body);
                bytes = HeadBytes + sizeof(ushort) + (count * GossipId.Bytes);
                return count is > 0 and <= Limits.Gossip.MaxIdsPerEntry && frame.Length >= bytes;
        }
    }

    private static bool Fits(GossipFrameKind kind, byte topic) => kind switch
    {
        GossipFrameKind.Subscribe or GossipFrameKind.Unsubscribe => GossipTopics.IsTopic(topic),
        >= GossipFrameKind.Graft and <= GossipFrameKind.DoNotWant => topic < GossipTopics.MeshCount,
        >= GossipFrameKind.Announce and <= GossipFrameKind.Missing => topic == (byte)GossipTopic.Transaction,
        _ => false,
    };
}
