namespace Aether.Node.Devnet.Links;

/// <summary>Packets on their way, in the order of their arrival. Bounded: above the limit packets are lost.</summary>
/// <remarks><b>Ownership</b>: copies what it is given into buffers of its own, which it uses again.</remarks>
internal sealed class DelayedPackets
{
    private readonly PriorityQueue<(byte[] Buffer, int Length, int Target), (long Due, long Order)> _waiting = new();
    private readonly Stack<byte[]> _free = new();
    private readonly int _capacity;
    private readonly int _packetBytes;
    private long _order;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="capacity">Most packets on their way.</param>
    /// <param name="packetBytes">Longest packet.</param>
    public DelayedPackets(int capacity, int packetBytes)
    {
        _capacity = capacity;
        _packetBytes = packetBytes;
    }

    /// <summary>Packets on their way.</summary>
    public int Count => _waiting.Count;

    /// <summary>When the next one arrives; <see cref="long.MaxValue"/> when none is on its way.</summary>
    public long NextDue => _waiting.TryPeek(out _, out (long Due, long Order) key) ? key.Due : long.MaxValue;

    /// <summary>Sends a packet. False when too many are on their way.</summary>
    public bool TryAdd(ReadOnlySpan<byte> packet, int target, long due)
    {
        if (_waiting.Count == _capacity || packet.Length > _packetBytes)
        {
            return false;
        }
        byte[] buffer = _free.TryPop(out byte[]? used) ? used : new byte[_packetBytes];
        packet.CopyTo(buffer);
        _waiting.Enqueue((buffer, packet.Length, target), (due, _order++));
        return true;
    }

    /// <summary>Takes the oldest packet that has arrived. The bytes are valid until the next call.</summary>
    public bool TryTake(long now, out ReadOnlySpan<byte> packet, out int target)
    {
        if (NextDue > now)
        {
            packet = default;
            target = -1;
            return false;
        }
        (byte[] buffer, int length, target) = _waiting.Dequeue();
        _free.Push(buffer);
        packet = buffer.AsSpan(0, length);
        return true;
    }
}
