using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc;

/// <summary>
/// What the servers of one address ask. On a chain for development another node's dispatcher may take the place of the
/// first: connections stay, and calls wait meanwhile.
/// </summary>
/// <remarks><b>Threads</b>: any. <b>Cost</b>: nothing where it cannot be exchanged.</remarks>
internal sealed class RpcFront : IDisposable
{
    private readonly RpcGate? _gate;
    private volatile Tuple<JsonRpcDispatcher, Func<NodeHealth>> _asked;

    /// <summary>A front of a node.</summary>
    /// <param name="dispatcher">Answers calls.</param>
    /// <param name="health">Answers probes.</param>
    /// <param name="canChange">Another may take their place.</param>
    public RpcFront(JsonRpcDispatcher dispatcher, Func<NodeHealth> health, bool canChange = false)
    {
        _asked = new(dispatcher, health);
        _gate = canChange ? new RpcGate() : null;
    }

    /// <summary>What answers now.</summary>
    public JsonRpcDispatcher Dispatcher => _asked.Item1;

    /// <summary>Cancelled when another is about to take the place; a connection that is told of events ends.</summary>
    public CancellationToken Closing => _gate?.Closing ?? CancellationToken.None;

    /// <summary>How the node is. Only inside.</summary>
    public NodeHealth ReadHealth() => _asked.Item2();

    /// <summary>Goes in, to ask more than once; <see cref="Leave"/> follows.</summary>
    public Task EnterAsync(CancellationToken stop) => _gate?.EnterAsync(stop) ?? Task.CompletedTask;

    /// <summary>Goes out.</summary>
    public void Leave() => _gate?.Leave();

    /// <summary>As <see cref="JsonRpcDispatcher.TryHandleInline"/>; false too while calls wait.</summary>
    public bool TryHandleInline(
        ReadOnlyMemory<byte> body,
        RpcClient client,
        RpcOutput output,
        out long retryAfterMs,
        out PassedCalls? passed,
        string? traceParent)
    {
        if (_gate is null)
        {
            return Dispatcher.TryHandleInline(body, client, output, out retryAfterMs, out passed, traceParent);
        }
        if (!_gate.TryEnter())
        {
            retryAfterMs = 0;
            passed = null;
            return false;
        }
        try
        {
            return Dispatcher.TryHandleInline(body, client, output, out retryAfterMs, out passed, traceParent);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Answers any body, as <see cref="JsonRpcDispatcher"/> does.</summary>
    public Task<RpcResponse> HandleAsync(
        ReadOnlyMemory<byte> body,
        RpcClient client,
        PassedCalls? passed,
        string? traceParent,
        CancellationToken stop) => _gate is null
            ? Dispatcher.HandleAsync(body, client, passed, traceParent, stop)
            : HandleInsideAsync(_gate, body, client, passed, traceParent, stop);

    /// <summary>Lets no more calls in; completes when the one that asked for it is alone.</summary>
    public Task CloseAsync() => _gate!.CloseAsync();

    /// <summary>Lets calls in again, to another node.</summary>
    public void Open(JsonRpcDispatcher dispatcher, Func<NodeHealth> health)
    {
        _asked = new(dispatcher, health);
        _gate!.Open();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate?.Dispose();

    private async Task<RpcResponse> HandleInsideAsync(
        RpcGate gate,
        ReadOnlyMemory<byte> body,
        RpcClient client,
        PassedCalls? passed,
        string? traceParent,
        CancellationToken stop)
    {
        await gate.EnterAsync(stop).ConfigureAwait(false);
        try
        {
            using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(stop, gate.Closing);
            return await Dispatcher.HandleAsync(body, client, passed, traceParent, ends.Token).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }
}
