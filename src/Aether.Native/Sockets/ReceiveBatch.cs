using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>Datagrams taken from the kernel in one call; runs of one sender may share a buffer (UDP_GRO).</summary>
/// <remarks>
/// <b>Ownership</b>: what it lends is overwritten by the next <see cref="Receive"/>. <b>Threads</b>: one at a time.
/// <b>Cost</b>: no allocation after construction. Source: udp(7), recvmmsg(2).
/// </remarks>
// SAFETY: all pointers lead into one block that lives as long as this object; lengths that the kernel reports are
// clamped to the buffers it was given.
public sealed unsafe class ReceiveBatch : IDisposable
{
    private const int BufferBytes = 65_536;
    private const int ControlBytes = 64;
    private const int AddressBytes = 32;

    private readonly RingMemory _memory;
    private readonly NativeMessage* _messages;
    private readonly byte* _start;
    private readonly byte* _controls;
    private readonly byte* _addresses;
    private readonly int _capacity;

    private int _count;
    private int _next;
    private int _offset;

    /// <summary>Creates an empty batch.</summary>
    /// <param name="buffers">Buffers of 64 KiB to fill in one call.</param>
    public ReceiveBatch(int buffers = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 1);
        _capacity = buffers;
        int each = BufferBytes + ControlBytes + AddressBytes + NativeMessage.Bytes + sizeof(NativeBuffer);
        _memory = new RingMemory(buffers * each);
        _start = _memory.Start;
        _controls = _start + (buffers * BufferBytes);
        _addresses = _controls + (buffers * ControlBytes);
        _messages = (NativeMessage*)(_addresses + (buffers * AddressBytes));
        NativeBuffer* vectors = (NativeBuffer*)(_messages + buffers);
        for (int index = 0; index < buffers; index++)
        {
            vectors[index] = new NativeBuffer { Start = _start + (index * BufferBytes), Bytes = BufferBytes };
            _messages[index].Name = _addresses + (index * AddressBytes);
            _messages[index].Buffers = vectors + index;
            _messages[index].BufferCount = 1;
            _messages[index].Control = _controls + (index * ControlBytes);
        }
    }

    /// <summary>System calls made.</summary>
    public long Calls { get; private set; }

    /// <summary>Takes what waits, without waiting.</summary>
    /// <returns>Buffers filled; 0 when nothing waits.</returns>
    public int Receive(DatagramSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        for (int index = 0; index < _capacity; index++)
        {
            // The kernel leaves what it used in these.
            _messages[index].NameBytes = AddressBytes;
            _messages[index].ControlBytes = ControlBytes;
            _messages[index].Flags = 0;
        }

        Calls++;
        int received = SocketMethods.recvmmsg(
            socket.Descriptor, _messages, (uint)_capacity, SocketMethods.MSG_DONTWAIT, null);
        _count = Math.Max(received, 0);
        _next = 0;
        _offset = 0;
        return _count;
    }

    /// <summary>Lends the next datagram.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="address">Its sender's address as the kernel writes it: port and host, 6 or 26 bytes.</param>
    /// <returns>False when all have been lent.</returns>
    public bool TryNext(out ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> address)
    {
        while (_next < _count)
        {
            NativeMessage* message = _messages + _next;
            int length = (int)Math.Min(message->TransferredBytes, BufferBytes);
            if (_offset < length || (_offset == 0 && length == 0))
            {
                int segment = SegmentBytes(message, length);
                int take = Math.Min(segment, length - _offset);
                datagram = new ReadOnlySpan<byte>(_start + (_next * BufferBytes) + _offset, take);
                address = Address(message);
                _offset += take;
                if (_offset >= length)
                    Advance();
                if ((message->Flags & SocketMethods.MSG_TRUNC) == 0)
                    return true;
                continue;
            }

            Advance();
        }

        datagram = default;
        address = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static ReadOnlySpan<byte> Address(NativeMessage* message)
    {
        const int Family = 2;
        const int Ipv4Bytes = 6;
        int bytes = (int)Math.Min(message->NameBytes, DatagramAddress.MaxBytes);
        if (bytes <= Family)
            return default;
        int used = bytes == DatagramAddress.MaxBytes ? bytes - Family : Ipv4Bytes;
        return new ReadOnlySpan<byte>((byte*)message->Name + Family, used);
    }

    // The kernel adds one control message, with the length of all segments but the last, when it joined several.
    private static int SegmentBytes(NativeMessage* message, int length)
    {
        const int DataOffset = 16;
        byte* control = (byte*)message->Control;
        bool isGro = message->ControlBytes >= DataOffset + sizeof(int)
            && *(int*)(control + 8) == SocketMethods.SOL_UDP && *(int*)(control + 12) == SocketMethods.UDP_GRO;
        int segment = isGro ? *(int*)(control + DataOffset) : length;
        return segment > 0 ? segment : Math.Max(length, 1);
    }

    private void Advance()
    {
        _next++;
        _offset = 0;
    }
}
