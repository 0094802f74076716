using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;

namespace Aether.Network.Links;

/// <summary>A queue of datagrams, each with the peers it concerns, in one piece of memory.</summary>
/// <remarks>
/// <b>Shape</b> of an entry: bytes u16, peers u16, the peers, the datagram, rounded up to 8. An entry is never cut; a
/// length of zero says that the next one begins at the front.
/// <b>Threads</b>: any; each operation holds a lock while it copies. <b>Cost</b>: no allocation after construction.
/// </remarks>
internal sealed class DatagramRing
{
    private const int HeadBytes = 4;
    private const int Alignment = 8;

    private readonly Lock _lock = new();
    private readonly byte[] _memory;
    private int _read;
    private int _used;
    private int _count;

    /// <summary>Creates an empty ring.</summary>
    /// <param name="bytes">Its memory: a multiple of 8.</param>
    public DatagramRing(int bytes)
    {
        Check.That(bytes > 0 && bytes % Alignment == 0);
        _memory = new byte[bytes];
    }

    /// <summary>Datagrams waiting.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Adds a datagram; false when it does not fit.</summary>
    /// <param name="peers">At least one.</param>
    /// <param name="datagram">Never empty.</param>
    public bool TryAdd(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram)
    {
        Check.That(!datagram.IsEmpty && datagram.Length <= ushort.MaxValue && !peers.IsEmpty);
        int bytes = EntryBytes(peers.Length, datagram.Length);
        lock (_lock)
        {
            int write = (_read + _used) % _memory.Length;
            int toEnd = _memory.Length - write;
            int skipped = bytes > toEnd ? toEnd : 0;
            if (_used + skipped + bytes > _memory.Length)
            {
                return false;
            }
            if (skipped > 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_memory.AsSpan(write), 0);
                write = 0;
            }
            Span<byte> entry = _memory.AsSpan(write, bytes);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)datagram.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)peers.Length);
            MemoryMarshal.AsBytes(peers).CopyTo(entry[HeadBytes..]);
            datagram.CopyTo(entry[(HeadBytes + (peers.Length * sizeof(ushort)))..]);
            _used += skipped + bytes;
            _count++;
            return true;
        }
    }

    /// <summary>Takes the oldest datagram; false when there is none.</summary>
    /// <param name="peers">Room for every peer.</param>
    /// <param name="buffer">Room for the longest datagram.</param>
    /// <param name="peerCount">Peers of this one.</param>
    /// <param name="bytes">Its length.</param>
    public bool TryTake(Span<ushort> peers, Span<byte> buffer, out int peerCount, out int bytes)
    {
        lock (_lock)
        {
            (peerCount, bytes) = (0, 0);
            if (_count == 0)
            {
                return false;
            }
            if (BinaryPrimitives.ReadUInt16LittleEndian(_memory.AsSpan(_read)) == 0)
            {
                _used -= _memory.Length - _read;
                _read = 0;
            }
            ReadOnlySpan<byte> entry = _memory.AsSpan(_read);
            bytes = BinaryPrimitives.ReadUInt16LittleEndian(entry);
            peerCount = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
            ReadOnlySpan<byte> numbers = entry.Slice(HeadBytes, peerCount * sizeof(ushort));
            numbers.CopyTo(MemoryMarshal.AsBytes(peers));
            entry.Slice(HeadBytes + numbers.Length, bytes).CopyTo(buffer);
            int length = EntryBytes(peerCount, bytes);
            _read = (_read + length) % _memory.Length;
            _used -= length;
            _count--;
            return true;
        }
    }

    private static int EntryBytes(int peers, int bytes) =>
        (HeadBytes + (peers * sizeof(ushort)) + bytes + Alignment - 1) & -Alignment;
}
