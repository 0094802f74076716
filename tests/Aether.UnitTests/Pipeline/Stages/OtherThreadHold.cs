using Aether.Pipeline.Mempool;

namespace Aether.UnitTests.Pipeline.Stages;

/// <summary>Holds a mempool in a thread of its own, as the execution thread does, until it is disposed.</summary>
internal sealed class OtherThreadHold : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _left = new();
    private readonly Thread _thread;

    /// <summary>Returns when the mempool is held.</summary>
    public OtherThreadHold(SharedMempool mempool)
    {
        _thread = new Thread(() =>
        {
            using MempoolHold hold = mempool.Hold();
            _entered.Set();
            _left.Wait();
        });
        _thread.Start();
        _entered.Wait();
    }

    /// <summary>Returns when it is free again. Safe to repeat.</summary>
    public void Dispose()
    {
        _left.Set();
        _thread.Join();
    }
}
