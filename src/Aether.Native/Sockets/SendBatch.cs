using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>Datagrams on their way to the kernel in one call, those of equal length to one address as one message
/// that the kernel cuts (UDP_SEGMENT).</summary>
/// <remarks>
/// <para><b>Ownership</b>: borrows the memory of the datagrams until <see cref="Send"/> has taken them. <b>Threads</b>:
/// one at a time. <b>Cost</b>: no allocation after construction.</para>
/// <para><b>Errors</b>: when the kernel refuses a message of several segments, these go one by one in the same call
/// of <see cref="Send"/>; a datagram that is refused alone is dropped and counted, as on a line.</para>
/// <para>Source: udp(7), sendmmsg(2).</para>
/// </remarks>
// SAFETY: all pointers lead into one block that lives as long as this object, or into memory of the caller's that the
// contract keeps alive; every index is below the capacities that the block was made for.
public sealed unsafe class SendBatch : IDisposable
{
    /// <summary>Most datagrams of one message: what every kernel with UDP_SEGMENT takes.</summary>
    public const int MaxSegments = 64;

    /// <summary>Most bytes of one message: what an IPv4 datagram can hold.</summary>
    public const int MaxMessageBytes = 65_507;

    private const int MaxMessages = 64;
    private const int MaxDatagrams = 1_024;
    private const int ControlBytes = 24;
    private const int ControlUsed = 18;

    private readonly RingMemory _memory;
    private readonly NativeMessage* _messages;
    private readonly NativeMessage* _single;
    private readonly NativeBuffer* _buffers;
    private readonly byte* _controls;
    private readonly byte* _addresses;
    private readonly int[] _segmentBytes = new int[MaxMessages];

    private int _messageCount;
    private int _datagramCount;
    private int _openBytes;
    private bool _isOpen;

    /// <summary>Creates an empty batch.</summary>
    public SendBatch()
    {
        const int AddressStride = 32;
        int messages = (MaxMessages + MaxSegments) * NativeMessage.Bytes;
        int buffers = MaxDatagrams * sizeof(NativeBuffer);
        int controls = MaxMessages * ControlBytes;
        _memory = new RingMemory(messages + buffers + controls + (MaxMessages * AddressStride));
        _messages = (NativeMessage*)_memory.Start;
        _single = _messages + MaxMessages;
        _buffers = (NativeBuffer*)(_memory.Start + messages);
        _controls = _memory.Start + messages + buffers;
        _addresses = _controls + controls;
        for (int index = 0; index < MaxMessages; index++)
        {
            byte* control = _controls + (index * ControlBytes);
            *(nuint*)control = ControlUsed;
            *(int*)(control + 8) = SocketMethods.SOL_UDP;
            *(int*)(control + 12) = SocketMethods.UDP_SEGMENT;
            _messages[index].Name = _addresses + (index * AddressStride);
        }
    }

    /// <summary>False makes every datagram a message of its own: what kernels without UDP_SEGMENT need.</summary>
    public bool IsSegmenting { get; init; } = true;

    /// <summary>Messages of several segments that the kernel refused.</summary>
    public long RefusedMessages { get; private set; }

    /// <summary>Datagrams that it refused alone.</summary>
    public long DroppedDatagrams { get; private set; }

    /// <summary>System calls made.</summary>
    public long Calls { get; private set; }

    /// <summary>Datagrams that wait.</summary>
    public int Count => _datagramCount;

    /// <summary>Begins a run of datagrams to one address.</summary>
    /// <returns>False when the batch is full: send it first.</returns>
    public bool TryBegin(in DatagramAddress address)
    {
        if (_messageCount == MaxMessages || _datagramCount == MaxDatagrams)
            return false;
        Open(address);
        return true;
    }

    /// <summary>Adds a datagram to the run, in a message of its own where it does not fit the last.</summary>
    /// <param name="address">The run's address.</param>
    /// <param name="memory">Where it lies.</param>
    /// <param name="offset">Its first byte there.</param>
    /// <param name="bytes">Its length, at least one.</param>
    /// <returns>False when the batch is full: send it, and begin the run again.</returns>
    public bool TryAdd(in DatagramAddress address, RingMemory memory, int offset, int bytes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (!_isOpen || bytes < 1 || offset < 0 || bytes > memory.Length - offset)
            throw new ArgumentException("no run, or not within the memory", nameof(bytes));
        if (_datagramCount == MaxDatagrams)
            return false;
        NativeMessage* message = _messages + (_messageCount - 1);
        if (message->BufferCount != 0 && !Fits(message, bytes))
        {
            if (_messageCount == MaxMessages)
                return false;
            Open(address);
            message++;
        }

        int index = _messageCount - 1;
        if (message->BufferCount == 0)
        {
            _segmentBytes[index] = bytes;
        }
        else
        {
            message->Control = _controls + (index * ControlBytes);
            message->ControlBytes = ControlBytes;
            *(ushort*)(_controls + (index * ControlBytes) + 16) = (ushort)_segmentBytes[index];
        }

        _buffers[_datagramCount++] = new NativeBuffer { Start = memory.Start + offset, Bytes = (nuint)bytes };
        message->BufferCount++;
        _openBytes += bytes;

        // A shorter datagram ends what the kernel can cut.
        if (bytes < _segmentBytes[index])
            _openBytes = MaxMessageBytes;
        return true;
    }

    /// <summary>Gives the kernel all that waits, and empties the batch.</summary>
    /// <param name="socket">Whence.</param>
    /// <param name="timeoutMs">How long to wait in all for room in its queue; what has none then is dropped.</param>
    /// <returns>Datagrams that the kernel took.</returns>
    public int Send(DatagramSocket socket, int timeoutMs)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int taken = 0;
        int next = 0;
        while (next < _messageCount)
        {
            Calls++;
            int sent = SocketMethods.sendmmsg(
                socket.Descriptor, _messages + next, (uint)(_messageCount - next), SocketMethods.MSG_DONTWAIT);
            for (int index = 0; index < sent; index++)
                taken += (int)_messages[next + index].BufferCount;
            if (sent > 0)
            {
                next += sent;
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == SocketMethods.EINTR || (IsFull(error) && socket.WaitToSend(timeoutMs)))
                continue;
            if (IsFull(error))
                break;
            taken += SendSingly(socket, _messages + next);
            next++;
        }

        DroppedDatagrams += _datagramCount - taken;
        _messageCount = 0;
        _datagramCount = 0;
        _isOpen = false;
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static bool IsFull(int error) => error is SocketMethods.EAGAIN or SocketMethods.ENOBUFS;

    private void Open(in DatagramAddress address)
    {
        NativeMessage* message = _messages + _messageCount;
        address.CopyTo(new Span<byte>(message->Name, DatagramAddress.MaxBytes));
        message->NameBytes = (uint)address.Length;
        message->Buffers = _buffers + _datagramCount;
        message->BufferCount = 0;
        message->Control = null;
        message->ControlBytes = 0;
        _messageCount++;
        _openBytes = 0;
        _isOpen = true;
    }

    private bool Fits(NativeMessage* message, int bytes) =>
        IsSegmenting && message->BufferCount < MaxSegments && bytes <= _segmentBytes[_messageCount - 1]
        && _openBytes + bytes <= MaxMessageBytes;

    private int SendSingly(DatagramSocket socket, NativeMessage* refused)
    {
        int count = (int)refused->BufferCount;
        if (count == 1)
            return 0;
        RefusedMessages++;
        for (int index = 0; index < count; index++)
        {
            _single[index] = *refused;
            _single[index].Buffers = refused->Buffers + index;
            _single[index].BufferCount = 1;
            _single[index].Control = null;
            _single[index].ControlBytes = 0;
        }

        int taken = 0;
        for (int next = 0; next < count;)
        {
            Calls++;
            int sent = SocketMethods.sendmmsg(
                socket.Descriptor, _single + next, (uint)(count - next), SocketMethods.MSG_DONTWAIT);
            taken += Math.Max(sent, 0);
            next += Math.Max(sent, 1);
        }

        return taken;
    }
}
