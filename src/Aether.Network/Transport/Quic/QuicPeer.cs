using System.Net;
using Aether.Core;
using Aether.Network.Peers;

namespace Aether.Network.Transport.Quic;

/// <summary>One connection, seen by the caller's thread and by the transport's.</summary>
internal sealed class QuicPeer
{
    /// <summary>The budget of requests and answers, beside one for each class.</summary>
    internal const int AnswerBudget = Classes;

    internal const int Classes = 6;

    private readonly long[] _queued = new long[Classes + 1];
    private TokenBucket _cancelled = new(
        Limits.Network.CancelledRequestsPerSecond, Limits.Network.CancelledRequestBurst, long.MinValue);
    private int _queuedDatagrams;
    private long _pending;
    private long _rttUs;
    private bool _isOver;
    private bool _isHeld;

    internal QuicPeer(ConnectionId id, IPEndPoint address, bool inbound)
    {
        Id = id;
        Address = address;
        Inbound = inbound;
        Array.Fill(ClassStreams, -1);
    }

    internal ConnectionId Id { get; }

    internal IPEndPoint Address { get; }

    internal bool Inbound { get; }

    /// <summary>Who must be there; null takes anyone.</summary>
    internal PeerId? Expected { get; init; }

    /// <summary>Who is there. Written before the connected event is published.</summary>
    internal PeerId Peer { get; set; }

    /// <summary>The connection ended; set by the transport's thread before the closed event.</summary>
    internal bool IsOver
    {
        get => Volatile.Read(ref _isOver);
        set => Volatile.Write(ref _isOver, value);
    }

    /// <summary>The peer waits for credit until more was read; set by the transport's thread.</summary>
    internal bool IsHeld
    {
        get => Volatile.Read(ref _isHeld);
        set => Volatile.Write(ref _isHeld, value);
    }

    /// <summary>The smoothed round-trip time in microseconds, 0 while unknown; set by the transport's thread.</summary>
    internal long RttUs
    {
        get => Volatile.Read(ref _rttUs);
        set => Volatile.Write(ref _rttUs, value);
    }

    /// <summary>Memory of whole messages that the caller has not given back.</summary>
    internal long Pending => Interlocked.Read(ref _pending);

    // ------------------------------------------------------------------------------------- the caller's thread alone

    /// <summary>The caller has seen the connected event and not yet ended the connection.</summary>
    internal bool IsReady { get; set; }

    /// <summary>The peer's requests that the caller has not answered.</summary>
    internal Dictionary<RequestId, QuicRequest> Asked { get; } = [];

    /// <summary>Own requests whose outcome the caller has not seen.</summary>
    internal Dictionary<RequestId, QuicRequest> Asking { get; } = [];

    // --------------------------------------------------------------------------------- the transport's thread alone

    /// <summary>The library's number, 0 before the dial.</summary>
    internal ulong Native { get; set; }

    /// <summary>The own stream of each class; -1 before there is one.</summary>
    internal long[] ClassStreams { get; } = new long[Classes];

    /// <summary>The peer's streams of classes.</summary>
    internal Dictionary<long, FrameReader> Readers { get; } = [];

    /// <summary>Requests of either side by their streams.</summary>
    internal Dictionary<long, QuicRequest> Requests { get; } = [];

    /// <summary>Own requests that wait for a stream.</summary>
    internal Queue<QuicRequest> Waiting { get; } = new();

    /// <summary>Credit withheld, by stream.</summary>
    internal Dictionary<long, long> Owed { get; } = [];

    /// <summary>Memory of messages, requests and answers of which a part has come.</summary>
    internal long Partial { get; set; }

    /// <summary>Blocks of streams given to the library and not yet given back.</summary>
    internal int Unacknowledged { get; set; }

    /// <summary>When the first of them was given, or the last one came back, in the clock's milliseconds.</summary>
    internal long ProgressMs { get; set; }

    /// <summary>The transport has ended the connection for what the peer did.</summary>
    internal bool IsBlamed { get; set; }

    /// <summary>Takes one request that the peer took back; false when they are too many.</summary>
    internal bool TakeCancelled(long nowMs) => _cancelled.TryTake(nowMs, 1);

    // ------------------------------------------------------------------------------------------------ both threads

    internal bool TryQueue(int budget, int bytes)
    {
        long most = budget == AnswerBudget ? Limits.Network.MaxQueuedAnswerBytes : Limits.Network.MaxQueuedBytesOfClass;
        if (Interlocked.Add(ref _queued[budget], bytes) <= most)
        {
            return true;
        }
        Interlocked.Add(ref _queued[budget], -bytes);
        return false;
    }

    internal void Unqueue(int budget, int bytes) => Interlocked.Add(ref _queued[budget], -bytes);

    internal bool TryQueueDatagram()
    {
        if (Interlocked.Increment(ref _queuedDatagrams) <= Limits.Network.MaxQueuedDatagrams)
        {
            return true;
        }
        Interlocked.Decrement(ref _queuedDatagrams);
        return false;
    }

    internal void UnqueueDatagram() => Interlocked.Decrement(ref _queuedDatagrams);

    internal long AddPending(long bytes) => Interlocked.Add(ref _pending, bytes);
}
