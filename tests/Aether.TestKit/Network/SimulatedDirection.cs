using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <summary>What one end of a connection has sent and the other has not yet taken.</summary>
internal sealed class SimulatedDirection
{
    private readonly Queue<SimulatedParcel>[] _waiting = new Queue<SimulatedParcel>[SimulatedParcel.Channels];
    private readonly long[] _bytes = new long[SimulatedParcel.Channels];
    private readonly int[] _count = new int[SimulatedParcel.Channels];

    /// <summary>The sending end still uses the connection.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The sending end was told that the connection exists.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>It stands in its node's line to send.</summary>
    public bool IsInLine { get; set; }

    /// <summary>When the last of each channel arrives: what comes later in a stream cannot overtake.</summary>
    public long[] LastArrivalUs { get; } = new long[SimulatedParcel.Channels];

    /// <summary>Numbers given to what was sent in each channel.</summary>
    public long[] NextSequence { get; } = new long[SimulatedParcel.Channels];

    /// <summary>The number that must arrive next in each channel.</summary>
    public long[] NextArrival { get; } = new long[SimulatedParcel.Channels];

    /// <summary>What met a cut and is repeated when it heals, in order.</summary>
    public List<SimulatedParcel> Stalled { get; } = [];

    /// <summary>Own requests without an answer.</summary>
    public HashSet<RequestId> Asked { get; } = [];

    /// <summary>Requests of the other end that this end has not answered.</summary>
    public HashSet<RequestId> ToAnswer { get; } = [];

    /// <summary>Takes a parcel on when there is room for it.</summary>
    public bool TryCharge(SimulatedParcel parcel, SimulatedPeersSettings settings)
    {
        int channel = parcel.Channel;
        if (_count[channel] >= settings.MaxQueuedMessages
            || _bytes[channel] + parcel.Bytes.Length > settings.MaxQueuedBytes)
        {
            return false;
        }
        _count[channel]++;
        _bytes[channel] += parcel.Bytes.Length;
        return true;
    }

    /// <summary>The receiver has taken it, or it is lost.</summary>
    public void Discharge(SimulatedParcel parcel)
    {
        _count[parcel.Channel]--;
        _bytes[parcel.Channel] -= parcel.Bytes.Length;
    }

    /// <summary>Puts a parcel behind others of its channel until the node's line is free.</summary>
    public void Wait(SimulatedParcel parcel) => (_waiting[parcel.Channel] ??= new()).Enqueue(parcel);

    /// <summary>The next to send: of the lowest channel that has any; null without.</summary>
    public SimulatedParcel? Next()
    {
        foreach (Queue<SimulatedParcel>? queue in _waiting)
        {
            if (queue is { Count: > 0 })
            {
                return queue.Peek();
            }
        }
        return null;
    }

    /// <summary>Removes what <see cref="Next"/> gave.</summary>
    public void RemoveNext(SimulatedParcel parcel) => _waiting[parcel.Channel].Dequeue();
}
