namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Calls of a batch that are answered together. It begins when the first answer is asked for.</summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
internal sealed class RpcCallGroup(RpcTogether together)
{
    private readonly List<RpcParameters> _calls = [];
    private Task<RpcVerdict[]>? _begun;

    /// <summary>What answers it.</summary>
    public RpcTogether Together => together;

    /// <summary>No call can be added any more.</summary>
    public bool HasBegun => _begun is not null;

    /// <summary>Adds a call; returns its place.</summary>
    public int Add(RpcParameters call)
    {
        _calls.Add(call);
        return _calls.Count - 1;
    }

    /// <summary>Begins its calls, unless that was done.</summary>
    public void Begin() => _begun ??= together.BeginAll(_calls);

    /// <summary>The verdict on the call at a place.</summary>
    public async Task<RpcVerdict> ReadAsync(int place)
    {
        Begin();
        RpcVerdict[] verdicts = await _begun!.ConfigureAwait(false);
        return verdicts[place];
    }
}
