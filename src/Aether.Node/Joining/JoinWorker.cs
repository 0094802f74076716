using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.Node.Joining;

/// <summary>Carries a join between the network's thread and a thread of its own, which checks proofs and waits for
/// disks.</summary>
/// <remarks>
/// <b>Threads</b>: the members of <see cref="IPeerProtocol"/> are the network's, the others anybody's.
/// <b>Cost</b>: what waits for the join's thread is bounded by <see cref="JoinInputs"/>.
/// </remarks>
internal sealed class JoinWorker : IPeerProtocol, IDisposable
{
    private const int WaitMs = 100;
    private const long ReportMs = 1_000;

    private readonly JoinSession _session;
    private readonly Action<JoinProgress> _report;
    private readonly JoinInputs _inputs = new();
    private readonly WakeSignal _wake = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(ConnectionId, RequestId), ulong> _tokens = [];
    private readonly Dictionary<ulong, (ConnectionId Connection, RequestId Id)> _requests = [];
    private readonly List<SyncEffect> _wishes = [];
    private IPeerRequests? _peers;
    private long _nowMs;
    private long _reportedMs = long.MinValue;
    private JoinStage _reported = JoinStage.Looking;
    private volatile bool _stopped;

    /// <summary>Prepares a join; it begins with <see cref="Start"/>.</summary>
    /// <param name="options">What to join and where to.</param>
    /// <param name="report">Told every second and at each new stage, on the join's thread.</param>
    public JoinWorker(JoinOptions options, Action<JoinProgress> report)
    {
        _session = new JoinSession(options);
        _report = report;
        _thread = new Thread(Run) { Name = "join", IsBackground = true };
    }

    /// <summary>Ends with null when the pipeline can take over, else with a sentence that says why it cannot.</summary>
    public Task<string?> Ended => _ended.Task;

    /// <summary>The session; the caller's once it has ended.</summary>
    public JoinSession Session => _session;

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public bool Handles(byte protocol) => false;

    /// <inheritdoc/>
    public void Attach(IPeerRequests peers) => _peers = peers;

    /// <inheritdoc/>
    public void OnReady(PeerEffect.Ready ready) =>
        Put(new SyncInput.PeerUp(ready.Connection, ready.Peer, ready.FinalHeight));

    /// <inheritdoc/>
    public void OnGone(ConnectionId connection, PeerId peer)
    {
        foreach ((ConnectionId, RequestId Id) key in _tokens.Keys.Where(key => key.Item1 == connection).ToArray())
        {
            Forget(key);
        }
        Put(new SyncInput.PeerDown(connection));
    }

    /// <inheritdoc/>
    public void OnHeight(ConnectionId connection, ulong finalHeight) =>
        Put(new SyncInput.PeerHeight(connection, finalHeight));

    /// <inheritdoc/>
    public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request) => false;

    /// <inheritdoc/>
    public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response)
    {
        if (Forget((connection, id)) is { } token)
        {
            Put(new SyncInput.Answered(token, response.ToArray()));
        }
    }

    /// <inheritdoc/>
    public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
    {
        if (Forget((connection, id)) is { } token)
        {
            Put(new SyncInput.Failed(token));
        }
    }

    /// <inheritdoc/>
    public void Tick(long nowMs) => Put(new SyncInput.Tick());

    /// <summary>Stops; what is kept is there for another run.</summary>
    public void Dispose()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        _session.Dispose();
    }

    private ulong? Forget((ConnectionId, RequestId) key)
    {
        if (!_tokens.Remove(key, out ulong token))
        {
            return null;
        }
        _requests.Remove(token);
        return token;
    }

    private void Put(SyncInput input)
    {
        if (_stopped || _ended.Task.IsCompleted)
        {
            return;
        }
        _inputs.Put(_peers!.NowMs, input);
        _wake.Set();
    }

    private void Run()
    {
        try
        {
            while (!_stopped && _session.Stage is not (JoinStage.Done or JoinStage.Failed))
            {
                Turn();
            }
            _ended.TrySetResult(_stopped ? "stopped" : _session.Failure);
        }
        catch (Exception error)
        {
            // The thread's last resort: whoever waits for the end is told, and the process ends with the sentence.
            _ended.TrySetResult($"{error.GetType().Name}: {error.Message}");
        }
    }

    private void Turn()
    {
        bool any = _inputs.TryTake(out long nowMs, out SyncInput input);
        if (any)
        {
            _nowMs = Math.Max(_nowMs, nowMs);
            _session.Step(_nowMs, input);
        }
        else
        {
            any = _session.Work(_nowMs);
        }
        while (_session.TryTakeWish(out SyncEffect wish))
        {
            _wishes.Add(wish);
        }
        PostWishes();
        Report();
        if (!any)
        {
            _wake.Wait(WaitMs);
        }
    }

    private void PostWishes()
    {
        if (_wishes.Count == 0)
        {
            return;
        }
        SyncEffect[] wishes = [.. _wishes];
        if (_peers!.TryPost(() => CarryOut(wishes)))
        {
            _wishes.Clear();
        }
    }

    // On the network's thread.
    private void CarryOut(SyncEffect[] wishes)
    {
        foreach (SyncEffect wish in wishes)
        {
            switch (wish)
            {
                case SyncEffect.Ask ask:
                    if (_peers!.TryRequest(this, ask.Connection, ask.Request.Span, out RequestId id))
                    {
                        _tokens[(ask.Connection, id)] = ask.Token;
                        _requests[ask.Token] = (ask.Connection, id);
                    }
                    else
                    {
                        Put(new SyncInput.Failed(ask.Token));
                    }
                    break;
                case SyncEffect.GiveUp given when _requests.TryGetValue(
                    given.Token, out (ConnectionId Connection, RequestId Id) request):
                    Forget(request);
                    _peers!.Cancel(request.Connection, request.Id);
                    break;
                case SyncEffect.Misbehaved misbehaved:
                    _peers!.Misbehaved(misbehaved.Peer, misbehaved.Reason);
                    break;
                case SyncEffect.GiveUp:
                    break;
                default:
                    throw new InvariantViolationException("a session wishes only what the network can do");
            }
        }
    }

    private void Report()
    {
        JoinStage stage = _session.Stage;
        if (stage != _reported || _nowMs - _reportedMs >= ReportMs)
        {
            (_reported, _reportedMs) = (stage, _nowMs);
            _report(_session.Progress);
        }
    }
}
