using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Joining;

/// <summary>Answers peers with one kind of thing wrong.</summary>
internal sealed class LyingServing(ISyncSource source, Wrong wrong) : IPeerProtocol
{
    private IPeerRequests? _peers;
    private SyncServer? _server;
    private int _told;

    /// <summary>Wrong answers so far.</summary>
    public int Told => Volatile.Read(ref _told);

    public bool Handles(byte protocol) => protocol is 2 or 4 or 5 or 7;

    public void Attach(IPeerRequests peers) => _peers = peers;

    public void OnReady(PeerEffect.Ready ready)
    {
    }

    public void OnGone(ConnectionId connection, PeerId peer)
    {
    }

    public void OnHeight(ConnectionId connection, ulong finalHeight)
    {
    }

    public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request)
    {
        _server ??= new SyncServer(source, _peers!.NowMs);
        if (!_server.TryAnswer(_peers!.NowMs, peer, request.Span, out byte[]? answer) || answer is null)
        {
            return false;
        }
        byte[] said = Lies.Spoil(wrong, request.ToArray(), answer);
        Interlocked.Add(ref _told, ReferenceEquals(said, answer) ? 0 : 1);
        return _peers.TryRespond(connection, id, said);
    }

    public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response)
    {
    }

    public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
    {
    }

    public void Tick(long nowMs)
    {
    }
}
