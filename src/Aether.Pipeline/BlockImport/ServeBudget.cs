namespace Aether.Pipeline.BlockImport;

/// <summary>
/// How many stored blocks each peer may fetch in a second: a request is small, its answer may be megabytes.
/// </summary>
/// <remarks><b>Threads</b>: one.</remarks>
internal sealed class ServeBudget
{
    /// <summary>Blocks a second and peer: enough to catch up at many times the rate of slots.</summary>
    public const int BlocksPerSecond = 32;

    private readonly int[] _served;
    private long _windowEndMs;

    /// <summary>Creates a budget for this many peers.</summary>
    public ServeBudget(int peerCount) => _served = new int[peerCount];

    /// <summary>Takes one block from the peer's budget; false when it is used up.</summary>
    public bool TryTake(ushort peer, long nowMs)
    {
        if (peer >= _served.Length)
        {
            return false;
        }
        if (nowMs >= _windowEndMs)
        {
            Array.Clear(_served);
            _windowEndMs = nowMs + 1_000;
        }
        return _served[peer]++ < BlocksPerSecond;
    }
}
