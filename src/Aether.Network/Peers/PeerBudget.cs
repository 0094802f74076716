namespace Aether.Network.Peers;

/// <summary>What one connection may cost, by kind. A kind that is used up holds up no other.</summary>
/// <remarks>
/// Above its rate a peer's messages are dropped; when it keeps on until as much again was dropped, it is to go.
/// Peers with stake get four times as much.
/// </remarks>
public sealed class PeerBudget
{
    private const int StakedFactor = 4;

    // Tokens a second and the burst, by kind. A burst takes the longest message of its class.
    private static readonly (long PerSecond, long Burst)[] s_rates =
    [
        (4 * 1024, 16 * 1024),
        (256 * 1024, 1024 * 1024),
        (8 * 1024 * 1024, 16 * 1024 * 1024),
        (64 * 1024, 1024 * 1024),
        (256 * 1024, 1024 * 1024),
        (512 * 1024, 2 * 1024 * 1024),
        (16 * 1024 * 1024, 16 * 1024 * 1024),
        (256 * 1024, 1024 * 1024),
        (100_000, 500_000),
    ];

    private readonly TokenBucket[] _taken = new TokenBucket[s_rates.Length];
    private readonly TokenBucket[] _patience = new TokenBucket[s_rates.Length];
    private readonly bool _isStaked;

    /// <summary>Creates a full budget.</summary>
    public PeerBudget(long nowMs, bool isStaked)
    {
        _isStaked = isStaked;
        int factor = isStaked ? StakedFactor : 1;
        for (int kind = 0; kind < s_rates.Length; kind++)
        {
            (long perSecond, long burst) = s_rates[kind];
            _taken[kind] = new TokenBucket(perSecond * factor, burst * factor, nowMs);
            _patience[kind] = new TokenBucket(perSecond * factor, burst * factor, nowMs);
        }
    }

    /// <summary>Bytes or microseconds dropped so far.</summary>
    public long Dropped { get; private set; }

    /// <summary>Counts what came.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="amount">Bytes, or microseconds of work; not negative.</param>
    public BudgetVerdict Take(long nowMs, BudgetKind kind, long amount)
    {
        if (_taken[(int)kind].TryTake(nowMs, amount))
        {
            return BudgetVerdict.Take;
        }
        Dropped += amount;
        return _patience[(int)kind].TryTake(nowMs, amount) ? BudgetVerdict.Drop : BudgetVerdict.Close;
    }

    /// <summary>This budget, or a new one when the peer gained or lost its stake.</summary>
    public PeerBudget For(long nowMs, bool isStaked) =>
        isStaked == _isStaked ? this : new PeerBudget(nowMs, isStaked) { Dropped = Dropped };
}
