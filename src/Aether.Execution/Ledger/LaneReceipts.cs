using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>Receipts of one lane in their canonical bytes, in the order in which it ran the transactions.</summary>
/// <remarks>
/// The hash of a transaction's writes is filled in later: deltas of many transactions are hashed together, in vector
/// lanes. <b>Threads</b>: one lane. <b>Cost</b>: buffers grow and are kept.
/// </remarks>
internal sealed class LaneReceipts
{
    // Enough to fill sixteen vector lanes many times over; about 32 KiB of messages for transfers.
    private const int PendingDeltas = 128;
    private const int DeltaHashOffset = Hash256.Bytes + 1 + 8 + 16;

    private byte[] _bytes = new byte[64 * 1024];
    private byte[] _events = new byte[16 * 1024];
    private byte[] _deltas = new byte[64 * 1024];
    private readonly int[] _deltaEnds = new int[PendingDeltas];
    private readonly int[] _deltaPlaces = new int[PendingDeltas];
    private readonly Hash256[] _digests = new Hash256[PendingDeltas];
    private int[] _cells = new int[64];
    private int _count;
    private int _eventBytes;
    private int _eventCount;
    private int _deltaBytes;
    private int _deltaCount;

    /// <summary>The receipts, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Forgets the last block.</summary>
    public void Reset()
    {
        _count = 0;
        _deltaBytes = 0;
        _deltaCount = 0;
    }

    /// <summary>Starts a transaction without events.</summary>
    public void BeginEvents()
    {
        _eventBytes = 0;
        _eventCount = 0;
    }

    /// <summary>Events of the transaction so far.</summary>
    public int EventCount => _eventCount;

    /// <summary>Their bytes.</summary>
    public int EventBytes => _eventBytes;

    /// <summary>Forgets the events since there were so many.</summary>
    public void RollBackEvents(int count, int bytes)
    {
        _eventCount = count;
        _eventBytes = bytes;
    }

    /// <summary>
    /// Adds an event of a contract; false when it is too large, or leaves no place for one of each other call.
    /// </summary>
    /// <param name="program">The contract.</param>
    /// <param name="topics">Up to four of 32 bytes, one after the other.</param>
    /// <param name="data">The rest.</param>
    public bool TryAddEvent(in Hash256 program, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
    {
        if (_eventCount >= Limits.Contract.MaxEvents
            || topics.Length > Limits.Receipt.MaxTopics * Hash256.Bytes
            || data.Length > Limits.Receipt.MaxEventBytes)
        {
            return false;
        }
        int bytes = Hash256.Bytes + 4 + topics.Length + 4 + data.Length;
        Span<byte> room = Room(ref _events, _eventBytes, bytes);
        program.Span.CopyTo(room);
        BinaryPrimitives.WriteInt32LittleEndian(room[Hash256.Bytes..], topics.Length / Hash256.Bytes);
        topics.CopyTo(room[(Hash256.Bytes + 4)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room[(Hash256.Bytes + 4 + topics.Length)..], data.Length);
        data.CopyTo(room[(bytes - data.Length)..]);
        _eventBytes += bytes;
        _eventCount++;
        return true;
    }

    /// <summary>Adds an event with up to three topics; a null topic is none.</summary>
    public void AddEvent(
        in ProgramId program,
        in Hash256? first,
        in Hash256? second,
        in Hash256? third,
        ReadOnlySpan<byte> data)
    {
        int topics = (first.HasValue ? 1 : 0) + (second.HasValue ? 1 : 0) + (third.HasValue ? 1 : 0);
        int bytes = Hash256.Bytes + 4 + (topics * Hash256.Bytes) + 4 + data.Length;
        Span<byte> room = Room(ref _events, _eventBytes, bytes);
        program.Value.Span.CopyTo(room);
        BinaryPrimitives.WriteInt32LittleEndian(room[Hash256.Bytes..], topics);
        int at = Hash256.Bytes + 4;
        if (first is { } one)
        {
            one.Span.CopyTo(room[at..]);
            at += Hash256.Bytes;
        }
        if (second is { } two)
        {
            two.Span.CopyTo(room[at..]);
            at += Hash256.Bytes;
        }
        if (third is { } three)
        {
            three.Span.CopyTo(room[at..]);
            at += Hash256.Bytes;
        }
        BinaryPrimitives.WriteInt32LittleEndian(room[at..], data.Length);
        data.CopyTo(room[(at + 4)..]);
        _eventBytes += bytes;
        _eventCount++;
    }

    /// <summary>Writes the receipt of the transaction whose effects the view holds.</summary>
    /// <returns>Where it starts.</returns>
    public int Add(
        SlotTable slots,
        TransactionView view,
        in Hash256 id,
        ReceiptStatus status,
        ulong gas,
        UInt128 fee,
        in Hash256 returned)
    {
        bool keepsEvents = status == ReceiptStatus.Success && _eventCount > 0;
        int eventBytes = keepsEvents ? _eventBytes : 0;
        int bytes = DeltaHashOffset + Hash256.Bytes + 4 + eventBytes + Hash256.Bytes;
        Span<byte> room = Room(ref _bytes, _count, bytes);
        id.Span.CopyTo(room);
        room[Hash256.Bytes] = (byte)status;
        BinaryPrimitives.WriteUInt64LittleEndian(room[(Hash256.Bytes + 1)..], gas);
        BinaryPrimitives.WriteUInt128LittleEndian(room[(Hash256.Bytes + 9)..], fee);
        BinaryPrimitives.WriteInt32LittleEndian(
            room[(DeltaHashOffset + Hash256.Bytes)..], keepsEvents ? _eventCount : 0);
        _events.AsSpan(0, eventBytes).CopyTo(room[(DeltaHashOffset + Hash256.Bytes + 4)..]);
        returned.Span.CopyTo(room[(bytes - Hash256.Bytes)..]);
        int start = _count;
        _count += bytes;
        QueueDelta(slots, view, start + DeltaHashOffset);
        return start;
    }

    /// <summary>Hashes the deltas that wait and fills them in.</summary>
    public void Flush()
    {
        Span<Hash256> digests = _digests.AsSpan(0, _deltaCount);
        Sha256Lanes.HashMany(_deltas, _deltaEnds.AsSpan(0, _deltaCount), MemoryMarshal.AsBytes(digests));
        for (int index = 0; index < digests.Length; index++)
        {
            digests[index].Span.CopyTo(_bytes.AsSpan(_deltaPlaces[index]));
        }
        _deltaCount = 0;
        _deltaBytes = 0;
    }

    // SHA-256 over the transaction's writes in key order: key, then 0 or 1 with length and value.
    private void QueueDelta(SlotTable slots, TransactionView view, int place)
    {
        ReadOnlySpan<int> cells = SortedCells(slots, view);
        ReadOnlySpan<byte> tag = "aeth/delta/v1"u8;
        tag.CopyTo(Room(ref _deltas, _deltaBytes, tag.Length));
        _deltaBytes += tag.Length;
        foreach (int cell in cells)
        {
            ref ValueCell value = ref slots.CellAt(cell);
            bool exists = value.Length >= 0;
            int bytes = Hash256.Bytes + 1 + (exists ? 4 + value.Length : 0);
            Span<byte> room = Room(ref _deltas, _deltaBytes, bytes);
            slots.KeyAt(cell).Span.CopyTo(room);
            room[Hash256.Bytes] = exists ? (byte)1 : (byte)0;
            if (exists)
            {
                BinaryPrimitives.WriteInt32LittleEndian(room[(Hash256.Bytes + 1)..], value.Length);
                slots.ValueOf(value).CopyTo(room[(Hash256.Bytes + 5)..]);
            }
            _deltaBytes += bytes;
        }
        _deltaEnds[_deltaCount] = _deltaBytes;
        _deltaPlaces[_deltaCount++] = place;
        if (_deltaCount == PendingDeltas)
        {
            Flush();
        }
    }

    // Each written cell once, ascending by key. A handful in most transactions: insertion is the fastest order.
    private ReadOnlySpan<int> SortedCells(SlotTable slots, TransactionView view)
    {
        if (_cells.Length < view.WriteCount)
        {
            _cells = new int[view.WriteCount * 2];
        }
        int count = 0;
        for (int write = 0; write < view.WriteCount; write++)
        {
            if (!view.IsFirstWrite(write))
            {
                continue;
            }
            int cell = view.WrittenCell(write);
            int at = count++;
            while (at > 0 && slots.KeyAt(_cells[at - 1]).CompareTo(slots.KeyAt(cell)) > 0)
            {
                _cells[at] = _cells[at - 1];
                at--;
            }
            _cells[at] = cell;
        }
        return _cells.AsSpan(0, count);
    }

    private static Span<byte> Room(ref byte[] buffer, int used, int bytes)
    {
        if (buffer.Length - used < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + bytes));
        }
        return buffer.AsSpan(used, bytes);
    }
}
