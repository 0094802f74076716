using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>Something that a <see cref="BlockSync"/> or <see cref="StateSync"/> is told.</summary>
public abstract record SyncInput
{
    private SyncInput()
    {
    }

    /// <summary>Time has passed; to be told every 100 ms or so.</summary>
    public sealed record Tick : SyncInput;

    /// <summary>A peer may be asked.</summary>
    public sealed record PeerUp(ConnectionId Connection, PeerId Peer, ulong FinalHeight) : SyncInput;

    /// <summary>A peer tells its newest final block.</summary>
    public sealed record PeerHeight(ConnectionId Connection, ulong FinalHeight) : SyncInput;

    /// <summary>A peer may be asked no longer.</summary>
    public sealed record PeerDown(ConnectionId Connection) : SyncInput;

    /// <summary>The answer to a request. The bytes are lent for the call.</summary>
    public sealed record Answered(ulong Token, ReadOnlyMemory<byte> Bytes) : SyncInput;

    /// <summary>A request gets no answer.</summary>
    public sealed record Failed(ulong Token) : SyncInput;

    /// <summary>Blocks up to this height are executed and kept.</summary>
    public sealed record Applied(ulong Height) : SyncInput;
}
