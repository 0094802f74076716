using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>A peer that may be asked.</summary>
internal sealed class SyncPeer(ConnectionId connection, PeerId peer, ulong height)
{
    /// <summary>Its connection.</summary>
    public ConnectionId Connection { get; } = connection;

    /// <summary>Who it is.</summary>
    public PeerId Peer { get; } = peer;

    /// <summary>Its newest final block, as it says or as it turned out.</summary>
    public ulong Height { get; set; } = height;

    /// <summary>Requests without an answer.</summary>
    public int Outstanding { get; set; }

    /// <summary>Requests in a row that it did not answer in time, or for which it had nothing.</summary>
    public int Faults { get; set; }

    /// <summary>Times in a row that it refused at once.</summary>
    public int Refusals { get; set; }

    /// <summary>Until when it is left alone.</summary>
    public long AsideUntilMs { get; set; }
}
