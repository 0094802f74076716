using Aether.Core;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.Node.Joining;

/// <summary>What the network's thread tells a join, waiting for the join's thread. Any thread.</summary>
/// <remarks>
/// <b>Cost</b>: of each connection one height waits, its newest, and of ticks one; answers are bounded in bytes. So a
/// peer cannot make the queue longer by repeating itself.
/// </remarks>
internal sealed class JoinInputs
{
    private readonly Lock _lock = new();
    private readonly Queue<(long NowMs, SyncInput Input)> _inputs = new();
    private readonly Dictionary<ConnectionId, SyncInput.PeerHeight> _heights = [];
    private long _answerBytes;
    private bool _hasTick;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _inputs.Count;
            }
        }
    }

    /// <summary>Appends, or replaces what says the same of an earlier moment. An answer that finds too many bytes
    /// waiting becomes a failure: it is asked for again.</summary>
    public void Put(long nowMs, SyncInput input)
    {
        lock (_lock)
        {
            switch (input)
            {
                case SyncInput.PeerHeight height when !_heights.TryAdd(height.Connection, height):
                    _heights[height.Connection] = height;
                    return;
                case SyncInput.Tick when _hasTick:
                    return;
                case SyncInput.Tick:
                    _hasTick = true;
                    break;
                case SyncInput.Answered answered when _answerBytes + answered.Bytes.Length
                    > Limits.Joining.MaxWaitingBytes:
                    input = new SyncInput.Failed(answered.Token);
                    break;
                case SyncInput.Answered answered:
                    _answerBytes += answered.Bytes.Length;
                    break;
            }
            _inputs.Enqueue((nowMs, input));
        }
    }

    /// <summary>Removes the oldest.</summary>
    public bool TryTake(out long nowMs, out SyncInput input)
    {
        lock (_lock)
        {
            bool any = _inputs.TryDequeue(out (long NowMs, SyncInput Input) next);
            (nowMs, input) = next;
            switch (input)
            {
                case SyncInput.PeerHeight height when _heights.Remove(height.Connection, out var newest):
                    input = newest;
                    break;
                case SyncInput.Tick:
                    _hasTick = false;
                    break;
                case SyncInput.Answered answered:
                    _answerBytes -= answered.Bytes.Length;
                    break;
            }
            return any;
        }
    }
}
