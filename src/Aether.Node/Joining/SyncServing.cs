using Aether.Core;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.Node.Joining;

/// <summary>Answers peers that fetch blocks, proofs and snapshots, on a thread of its own that waits for the disk.
/// </summary>
/// <remarks>
/// Few requests wait at a time, of one peer no more than an honest one makes; the others are refused at once and come
/// back. <b>Threads</b>: the members of <see cref="IPeerProtocol"/> are the network's, the others anybody's.
/// </remarks>
internal sealed class SyncServing : IPeerProtocol, IDisposable
{
    private const int WaitMs = 1_000;

    // What a request costs before it is known how much it gives, in microseconds of the peer's budget of work.
    private const long RequestUs = 200;

    private readonly Lock _lock = new();
    private readonly Queue<Asked> _asked = new();
    private readonly Dictionary<ConnectionId, int> _waiting = [];
    private readonly WakeSignal _wake = new();
    private readonly TimeProvider _time;
    private IPeerRequests? _peers;
    private ChainSyncSource? _source;
    private SyncServer? _server;
    private Thread? _thread;
    private int _count;
    private volatile bool _stopped;

    /// <summary>Prepares; until <see cref="Start"/> everything is refused.</summary>
    public SyncServing(TimeProvider time) => _time = time;

    /// <summary>Begins to give what a chain and a folder of snapshots have. Once.</summary>
    /// <param name="chain">Stays the caller's and outlives this.</param>
    /// <param name="snapshots">The folder; it may be missing.</param>
    public void Start(ChainStore chain, string snapshots)
    {
        lock (_lock)
        {
            _source = new ChainSyncSource(chain, snapshots, _time);
            _thread = new Thread(Run)
            {
                Name = "sync serving",
                IsBackground = true,
                Priority = ThreadPriority.BelowNormal,
            };
            _thread.Start();
        }
    }

    /// <inheritdoc/>
    public bool Handles(byte protocol) =>
        protocol is BlockRange.Protocol or SnapshotQuery.Protocol or ChunkQuery.Protocol or EpochQuery.Protocol;

    /// <inheritdoc/>
    public void Attach(IPeerRequests peers) => _peers = peers;

    /// <inheritdoc/>
    public void OnReady(PeerEffect.Ready ready)
    {
        // Whoever asks is answered.
    }

    /// <inheritdoc/>
    public void OnGone(ConnectionId connection, PeerId peer) => _waiting.Remove(connection);

    /// <inheritdoc/>
    public void OnHeight(ConnectionId connection, ulong finalHeight)
    {
        // What others have does not matter here.
    }

    /// <inheritdoc/>
    public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request)
    {
        int own = _waiting.GetValueOrDefault(connection);
        bool takes = !_stopped
            && _count < Limits.Joining.MaxServed
            && own < Limits.Joining.MaxServedOfPeer
            && _peers!.TryWork(connection, RequestUs);
        if (!takes)
        {
            return false;
        }
        lock (_lock)
        {
            if (_thread is null)
            {
                return false;
            }
            _asked.Enqueue(new Asked(connection, peer, id, request.ToArray(), _peers!.NowMs));
        }
        _waiting[connection] = own + 1;
        _count++;
        _wake.Set();
        return true;
    }

    /// <inheritdoc/>
    public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response)
    {
        // Nothing is asked.
    }

    /// <inheritdoc/>
    public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
    {
        // Nothing is asked.
    }

    /// <inheritdoc/>
    public void Tick(long nowMs)
    {
        // Nothing is due.
    }

    /// <summary>Stops; the chain may be closed afterwards.</summary>
    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        _thread?.Join();
        _thread = null;
        _source?.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            Asked? asked;
            lock (_lock)
            {
                _asked.TryDequeue(out asked);
            }
            if (asked is null)
            {
                _wake.Wait(WaitMs);
                continue;
            }
            Answer(asked);
        }
    }

    private void Answer(Asked asked)
    {
        _server ??= new SyncServer(_source!, asked.NowMs);
        bool known;
        byte[]? answer;
        try
        {
            known = _server.TryAnswer(asked.NowMs, asked.Peer, asked.Request, out answer);
        }
        catch (Exception error) when (error is IOException or Execution.State.StateCorruptException
            or Native.RocksDb.RocksDbException)
        {
            // A disk that fails stops the pipeline, which says so; peers are refused.
            (known, answer) = (true, null);
        }
        // Few wait at a time, so the network's queue has room again soon.
        while (!_stopped && !_peers!.TryPost(() => Give(asked, known, answer)))
        {
            _wake.Wait(1);
        }
    }

    // On the network's thread.
    private void Give(Asked asked, bool known, byte[]? answer)
    {
        _count--;
        if (_waiting.TryGetValue(asked.Connection, out int own))
        {
            _waiting[asked.Connection] = own - 1;
        }
        if (!known)
        {
            _peers!.Misbehaved(asked.Peer, BanReason.BadMessage);
        }
        else if (answer is not null)
        {
            _peers!.TryRespond(asked.Connection, asked.Id, answer);
            return;
        }
        _peers!.Cancel(asked.Connection, asked.Id);
    }

    private sealed record Asked(
        ConnectionId Connection, PeerId Peer, RequestId Id, byte[] Request, long NowMs);
}
