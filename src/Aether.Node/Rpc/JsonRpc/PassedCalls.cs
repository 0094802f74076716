namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Calls of a body that was let pass unread: they are expected until they begin, or end without.</summary>
/// <remarks><b>Threads</b>: any; they begin once.</remarks>
internal sealed class PassedCalls
{
    private readonly RpcTogether _guard;
    private int _count;

    /// <summary>Expects so many.</summary>
    public PassedCalls(RpcTogether guard, int count)
    {
        _guard = guard;
        _count = count;
        guard.Expect(count);
    }

    /// <summary>They are judged now, or never: nobody waits for them any more.</summary>
    public void Begin()
    {
        int count = Interlocked.Exchange(ref _count, 0);
        if (count > 0)
        {
            _guard.Expect(-count);
        }
    }
}
