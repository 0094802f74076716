using Aether.Core.Diagnostics;

namespace Aether.Network.Transport;

/// <summary>A queue of messages bounded in count and bytes, with a stated policy when full.</summary>
/// <remarks>
/// <b>Threads</b>: any number of senders and receivers; each operation holds a lock for a few instructions.
/// </remarks>
public sealed class MessageQueue
{
    private readonly Lock _lock = new();
    private readonly TransportMessage[] _ring;
    private readonly long _maxBytes;
    private readonly FullQueuePolicy _policy;
    private int _head;
    private int _count;
    private long _bytes;
    private long _dropped;
    private long _refused;
    private long _highWater;
    private WakeSignal? _signal;

    /// <summary>Creates a queue for at most <paramref name="maxMessages"/> and <paramref name="maxBytes"/>.</summary>
    public MessageQueue(int maxMessages, long maxBytes, FullQueuePolicy policy)
    {
        Check.That(maxMessages > 0 && maxBytes > 0);
        _ring = new TransportMessage[maxMessages];
        _maxBytes = maxBytes;
        _policy = policy;
    }

    /// <summary>Messages waiting.</summary>
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

    /// <summary>Sets the signal raised after each arrival; raises it at once when something already waits.</summary>
    public void SetSignal(WakeSignal signal)
    {
        lock (_lock)
        {
            _signal = signal;
            if (_count > 0)
            {
                signal.Set();
            }
        }
    }

    /// <summary>Adds a message. False when the policy refused it, or when it alone is larger than the queue.</summary>
    public bool TryAdd(in TransportMessage message)
    {
        WakeSignal? signal;
        lock (_lock)
        {
            if (!MakeRoom(message.Bytes.Length))
            {
                _refused++;
                return false;
            }
            _ring[(_head + _count) % _ring.Length] = message;
            _count++;
            _bytes += message.Bytes.Length;
            _highWater = Math.Max(_highWater, _count);
            signal = _signal;
        }
        signal?.Set();
        return true;
    }

    /// <summary>Takes the oldest message.</summary>
    public bool TryTake(out TransportMessage message)
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                message = default;
                return false;
            }
            message = TakeOldest();
            return true;
        }
    }

    /// <summary>Losses so far and the most that ever waited.</summary>
    public (long Dropped, long Refused, long HighWater) ReadCounters()
    {
        lock (_lock)
        {
            return (_dropped, _refused, _highWater);
        }
    }

    private bool MakeRoom(int bytes)
    {
        if (bytes > _maxBytes)
        {
            return false;
        }
        while (_count == _ring.Length || _bytes + bytes > _maxBytes)
        {
            if (_policy == FullQueuePolicy.RefuseNewest)
            {
                return false;
            }
            TakeOldest();
            _dropped++;
        }
        return true;
    }

    private TransportMessage TakeOldest()
    {
        Check.That(_count > 0);
        TransportMessage message = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) % _ring.Length;
        _count--;
        _bytes -= message.Bytes.Length;
        return message;
    }
}
