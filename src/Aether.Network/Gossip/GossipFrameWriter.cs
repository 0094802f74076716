using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Network.Gossip;

/// <summary>Writes control frames. Entries that do not fit the frame any more are refused.</summary>
public sealed class GossipFrameWriter
{
    private byte[] _bytes = new byte[256];
    private int _length;
    private int _entries;

    /// <summary>Nothing was written since the start or the last <see cref="Take"/>.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Writes an entry without a body.</summary>
    public bool TryAdd(GossipFrameKind kind, GossipTopic topic)
    {
        Check.That(kind <= GossipFrameKind.Graft);
        return TryReserve(kind, topic, 0, out _);
    }

    /// <summary>Writes a prune.</summary>
    public bool TryAddPrune(GossipTopic topic, long backoffMs)
    {
        if (!TryReserve(GossipFrameKind.Prune, topic, sizeof(uint), out Span<byte> body))
        {
            return false;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(body, (uint)Math.Clamp(backoffMs, 0, uint.MaxValue));
        return true;
    }

    /// <summary>Writes ids: at least one, at most <see cref="Limits.Gossip.MaxIdsPerEntry"/>.</summary>
    public bool TryAddIds(GossipFrameKind kind, GossipTopic topic, ReadOnlySpan<GossipId> ids)
    {
        Check.That(kind >= GossipFrameKind.Have && ids.Length is > 0 and <= Limits.Gossip.MaxIdsPerEntry);
        if (!TryReserve(kind, topic, sizeof(ushort) + (ids.Length * GossipId.Bytes), out Span<byte> body))
        {
            return false;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)ids.Length);
        body = body[sizeof(ushort)..];
        foreach (GossipId id in ids)
        {
            id.Span.CopyTo(body);
            body = body[GossipId.Bytes..];
        }
        return true;
    }

    /// <summary>The frame, which the caller owns; the writer is empty again.</summary>
    public byte[] Take()
    {
        byte[] frame = _bytes.AsSpan(0, _length).ToArray();
        _length = 0;
        _entries = 0;
        return frame;
    }

    private bool TryReserve(GossipFrameKind kind, GossipTopic topic, int bodyBytes, out Span<byte> body)
    {
        body = default;
        int end = _length + GossipFrame.HeadBytes + bodyBytes;
        if (end > Limits.Gossip.MaxFrameBytes || _entries == Limits.Gossip.MaxFrameEntries)
        {
            return false;
        }
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        }
        _bytes[_length] = (byte)kind;
        _bytes[_length + 1] = (byte)topic;
        body = _bytes.AsSpan(_length + GossipFrame.HeadBytes, bodyBytes);
        _length = end;
        _entries++;
        return true;
    }
}
