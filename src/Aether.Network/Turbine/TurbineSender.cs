using System.Net;
using Aether.Core.Diagnostics;
using Aether.Native.Sockets;

namespace Aether.Network.Turbine;

/// <summary>Sends shreds from the memory they were made in: nothing is copied before the kernel does it.</summary>
/// <remarks>
/// <para><b>Shape</b>: a ring of slots outside the managed heap; the encoder fills a slot, the host queues parts of it
/// for destinations, and <see cref="Flush"/> gives each destination's datagrams to the kernel together, runs of equal
/// length as one message that the kernel cuts.</para>
/// <para><b>Ownership</b>: a slot must not be written between <see cref="TryQueue"/> and <see cref="Flush"/>.
/// <b>Threads</b>: one at a time. <b>Cost</b>: no allocation after construction.</para>
/// <para><b>Errors</b>: what the kernel does not take is dropped and counted, as on a line: parity and repair make
/// up for it.</para>
/// </remarks>
public sealed class TurbineSender : IDisposable
{
    private const int None = -1;

    private readonly DatagramSocket _socket;
    private readonly SendBatch _batch;
    private readonly RingMemory _ring;
    private readonly DatagramAddress[] _addresses;
    private readonly bool[] _isKnown;
    private readonly int[] _first;
    private readonly int[] _last;
    private readonly Entry[] _entries;
    private readonly ushort[] _waiting;

    private int _entryCount;
    private int _waitingCount;

    /// <summary>Creates a sender over a socket that it does not own.</summary>
    /// <param name="socket">Whence datagrams go.</param>
    /// <param name="slots">Slots of the ring.</param>
    /// <param name="slotBytes">Bytes of a slot.</param>
    /// <param name="destinations">Most destinations.</param>
    /// <param name="queue">Most datagrams between two flushes.</param>
    /// <param name="isSegmenting">False to give the kernel every datagram as a message of its own.</param>
    public TurbineSender(
        DatagramSocket socket, int slots, int slotBytes, int destinations, int queue, bool isSegmenting = true)
    {
        Check.That(destinations is > 0 and <= ushort.MaxValue && queue > 0);
        _socket = socket;
        _ring = new RingMemory(checked(slots * slotBytes));
        _batch = new SendBatch { IsSegmenting = isSegmenting };
        _addresses = new DatagramAddress[destinations];
        _isKnown = new bool[destinations];
        _first = new int[destinations];
        _last = new int[destinations];
        _first.AsSpan().Fill(None);
        _entries = new Entry[queue];
        _waiting = new ushort[destinations];
        Slots = slots;
        SlotBytes = slotBytes;
    }

    /// <summary>Slots of the ring.</summary>
    public int Slots { get; }

    /// <summary>Bytes of a slot.</summary>
    public int SlotBytes { get; }

    /// <summary>Datagrams that the kernel took.</summary>
    public long SentDatagrams { get; private set; }

    /// <summary>Bytes of all datagrams that were given to it.</summary>
    public long QueuedBytes { get; private set; }

    /// <summary>Datagrams that it did not take.</summary>
    public long DroppedDatagrams => _batch.DroppedDatagrams;

    /// <summary>Messages of several segments that it refused; their datagrams went one by one.</summary>
    public long RefusedMessages => _batch.RefusedMessages;

    /// <summary>System calls made.</summary>
    public long Calls => _batch.Calls;

    /// <summary>The memory of a slot.</summary>
    public Span<byte> Slot(int slot) => SlotRange(slot, 1);

    /// <summary>The memory of neighbouring slots.</summary>
    public Span<byte> SlotRange(int slot, int count) =>
        _ring.Span.Slice(slot * SlotBytes, checked(count * SlotBytes));

    /// <summary>Says where a destination is.</summary>
    /// <exception cref="ArgumentException">An IPv6 address for an IPv4 socket.</exception>
    public void SetDestination(int destination, IPEndPoint address)
    {
        _addresses[destination] = DatagramAddress.Of(address, _socket.IsIpv6);
        _isKnown[destination] = true;
    }

    /// <summary>Queues a datagram.</summary>
    /// <param name="destination">To whom.</param>
    /// <param name="slot">Where it lies.</param>
    /// <param name="offset">Its first byte in the slot.</param>
    /// <param name="bytes">Its length.</param>
    /// <returns>False when the queue is full: flush, then again.</returns>
    public bool TryQueue(int destination, int slot, int offset, int bytes)
    {
        Check.That((uint)slot < (uint)Slots && offset >= 0 && bytes > 0 && bytes <= SlotBytes - offset);
        Check.That(_isKnown[destination]);
        if (_entryCount == _entries.Length)
            return false;
        int entry = _entryCount++;
        _entries[entry] = new Entry((slot * SlotBytes) + offset, bytes, None);
        if (_first[destination] == None)
        {
            _first[destination] = entry;
            _waiting[_waitingCount++] = (ushort)destination;
        }
        else
        {
            _entries[_last[destination]].Next = entry;
        }

        _last[destination] = entry;
        return true;
    }

    /// <summary>Gives the kernel all that is queued.</summary>
    /// <param name="timeoutMs">How long to wait for room in its queue before the rest is dropped.</param>
    public void Flush(int timeoutMs)
    {
        for (int index = 0; index < _waitingCount; index++)
        {
            int destination = _waiting[index];
            ref readonly DatagramAddress address = ref _addresses[destination];
            int entry = _first[destination];
            _first[destination] = None;
            if (!_batch.TryBegin(address))
            {
                Send(timeoutMs);
                _ = _batch.TryBegin(address);
            }

            while (entry != None)
            {
                Entry queued = _entries[entry];
                if (!_batch.TryAdd(address, _ring, queued.Offset, queued.Bytes))
                {
                    Send(timeoutMs);
                    _ = _batch.TryBegin(address);
                    continue;
                }

                QueuedBytes += queued.Bytes;
                entry = queued.Next;
            }
        }

        Send(timeoutMs);
        _waitingCount = 0;
        _entryCount = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        _ring.Dispose();
    }

    private void Send(int timeoutMs) => SentDatagrams += _batch.Send(_socket, timeoutMs);

    private record struct Entry(int Offset, int Bytes, int Next);
}
