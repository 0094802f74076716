using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Runs heavy calls: a few at once, and a bounded number waits.</summary>
/// <remarks><b>Threads</b>: any. <b>Errors</b>: LimitExceeded when too many wait, Timeout for too long.</remarks>
internal sealed class RpcWorkers : IDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly int _most;
    private readonly long _deadlineMs;
    private int _taken;

    /// <summary>Workers for a machine.</summary>
    /// <param name="atOnce">Calls that run at the same time.</param>
    /// <param name="waiting">Calls that may wait beside those.</param>
    /// <param name="deadlineMs">How long a call may take, with its wait.</param>
    public RpcWorkers(int atOnce, int waiting, long deadlineMs = Limits.Rpc.DeadlineMs)
    {
        _free = new SemaphoreSlim(atOnce);
        _most = atOnce + waiting;
        _deadlineMs = deadlineMs;
    }

    /// <summary>Half of the processors, one at least.</summary>
    public static RpcWorkers ForThisMachine() =>
        new(Math.Max(1, Environment.ProcessorCount / 2), Limits.Rpc.MaxWaitingCalls);

    /// <summary>Calls that run or wait.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>How long a call may take.</summary>
    public long DeadlineMs => _deadlineMs;

    /// <summary>Runs work when its turn comes; it gets the tick by which it must be done.</summary>
    /// <exception cref="RpcException">It could not begin.</exception>
    public Task<T> RunAsync<T>(Func<long, T> work) => RunAsync(deadline => Task.FromResult(work(deadline)));

    /// <summary>The same for work that waits in between.</summary>
    /// <exception cref="RpcException">It could not begin.</exception>
    public async Task<T> RunAsync<T>(Func<long, Task<T>> work)
    {
        if (Interlocked.Increment(ref _taken) > _most)
        {
            Interlocked.Decrement(ref _taken);
            throw new RpcException(
                RpcErrorCode.LimitExceeded,
                "the node has too many heavy calls to do; send it again a moment later",
                ("limit", (long)_most),
                ("retryAfterMs", (long)Limits.Rpc.RetryMs))
            { RetryAfterMs = Limits.Rpc.RetryMs };
        }
        try
        {
            long deadline = Environment.TickCount64 + _deadlineMs;
            if (!await _free.WaitAsync(TimeSpan.FromMilliseconds(_deadlineMs)).ConfigureAwait(false))
            {
                throw RpcScope.Timeout(_deadlineMs);
            }
            try
            {
                return await Task.Run(() => work(deadline)).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _taken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
