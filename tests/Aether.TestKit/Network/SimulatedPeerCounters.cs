namespace Aether.TestKit.Network;

/// <summary>What one simulated endpoint has moved and lost.</summary>
public sealed class SimulatedPeerCounters
{
    private readonly long[] _sentBytes = new long[SimulatedParcel.Channels];
    private readonly long[] _sent = new long[SimulatedParcel.Channels];

    /// <summary>Messages, datagrams and requests that were refused because a queue was full.</summary>
    public long Refused { get; internal set; }

    /// <summary>Datagrams lost on the way to this node or at its full queue.</summary>
    public long LostDatagrams { get; internal set; }

    /// <summary>Most bytes that ever waited to be taken by this node.</summary>
    public long HighWaterBytes { get; internal set; }

    /// <summary>Bytes sent in messages of a class.</summary>
    public long SentBytes(Aether.Network.Transport.MessageClass messageClass) => _sentBytes[(int)messageClass];

    /// <summary>Messages sent of a class.</summary>
    public long Sent(Aether.Network.Transport.MessageClass messageClass) => _sent[(int)messageClass];

    internal void CountSent(SimulatedParcel parcel)
    {
        _sent[parcel.Channel]++;
        _sentBytes[parcel.Channel] += parcel.Bytes.Length;
    }
}
